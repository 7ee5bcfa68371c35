-- The language server in a real editor: Neovim's own client, without plugins. Ends with code 0 only if
-- everything was seen. Called by lsp.sh with FELTSENSE (the binary) and FOLDER (an empty folder).
local binary, folder = vim.env.FELTSENSE, vim.env.FOLDER
local seen = 0

local function fail(what)
  io.stderr:write("lsp.lua: " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function check(holds, what)
  if not holds then fail(what) end
  seen = seen + 1
end

local function eventually(what, holds)
  check(vim.wait(30000, holds, 10), what)
end

local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do table.insert(found, one.code) end
  table.sort(found)
  return table.concat(found, " ")
end

local function write(name, lines)
  vim.fn.writefile(lines, folder .. "/" .. name)
end

local function main()
  write("feltsense.toml", { "root = true", "[check]", "require-reason = true" })
  write("draft.md", { "# A page 😀", "", "😀 You are tired.", "", "I was never ashamed." })
  local ended
  local start = vim.lsp.start or vim.lsp.start_client
  local id
  vim.cmd("edit " .. vim.fn.fnameescape(folder .. "/draft.md"))
  vim.bo.filetype = "markdown"
  id = start({
    name = "feltsense",
    cmd = { binary, "lsp", "--stdio" },
    root_dir = folder,
    on_exit = function(code) ended = code end,
  })
  check(id, "the client starts")
  vim.lsp.buf_attach_client(0, id)
  eventually("the server answers `initialize`", function()
    local client = vim.lsp.get_client_by_id(id)
    return client and client.server_capabilities and vim.lsp.buf_is_attached(0, id)
  end)
  local client = vim.lsp.get_client_by_id(id)
  local encoding = client.offset_encoding

  -- A keystroke later there is a finding, at the right place behind a sign of two code units.
  vim.wait(300)
  check(codes() == "", "a text without findings has none: " .. codes())
  local line = vim.api.nvim_buf_get_lines(0, 2, 3, true)[1]
  local from, to = line:find("tired")
  vim.api.nvim_buf_set_text(0, 2, from - 1, 2, to, { "worthless" })
  eventually("a finding follows the edit", function() return codes() == "voice" end)
  local finding = vim.diagnostic.get(0)[1]
  check(finding.lnum == 2 and finding.col == from - 1, "its place: " .. vim.inspect(finding))
  check(finding.severity == vim.diagnostic.severity.WARN, "its level")
  check(finding.source == "feltsense", "its source")

  -- Why.
  local here = { uri = vim.uri_from_bufnr(0) }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/hover",
    { textDocument = here, position = { line = 4, character = 14 } }, 30000)
  local hover = answers and answers[id] and answers[id].result
  check(hover and hover.contents.value:find("negated"), "a hover says the status: " .. vim.inspect(answers))
  check(hover.contents.value:find("never"), "and the words that decided it")

  -- Silenced with a reason, by the edit that the server offers.
  local range = { start = { line = 2, character = 0 }, ["end"] = { line = 2, character = 5 } }
  range["end"].character = #line
  local function actions()
    local all = vim.lsp.buf_request_sync(0, "textDocument/codeAction",
      { textDocument = here, range = range, context = { diagnostics = {} } }, 30000)
    return all and all[id] and all[id].result or {}
  end
  local offered = actions()
  check(#offered == 3, "line, next line and file are offered: " .. vim.inspect(offered))
  vim.lsp.util.apply_workspace_edit(offered[1].edit, encoding)
  eventually("the finding is silenced", function() return codes() == "" end)
  local silenced = vim.api.nvim_buf_get_lines(0, 2, 3, true)[1]
  check(silenced:find("<!%-%- feltsense%-ignore%-line voice reason=\"why it stays\" %-%->$"), silenced)

  -- The comment is of no use once the words are gone, and can be taken out.
  local a, b = silenced:find("worthless")
  vim.api.nvim_buf_set_text(0, 2, a - 1, 2, b, { "tired" })
  eventually("a comment that silences nothing is told", function() return codes() == "suppression/unused" end)
  range["end"].character = 200
  vim.lsp.util.apply_workspace_edit(actions()[1].edit, encoding)
  eventually("it is gone", function() return codes() == "" end)
  check(vim.api.nvim_buf_get_lines(0, 2, 3, true)[1] == "😀 You are tired.", "the line is as it was")

  -- Typing at speed, with undo: the last state is what is told.
  for _ = 1, 40 do
    vim.api.nvim_buf_set_text(0, 4, 0, 4, 0, { "You are worthless. 😀 " })
  end
  for _ = 1, 39 do
    vim.api.nvim_buf_set_text(0, 4, 0, 4, #"You are worthless. 😀 ", { "" })
  end
  eventually("the last state is told", function() return codes() == "voice" end)

  -- A mistake in the configuration is told, and what is mended is looked at again on saving.
  write("feltsense.toml", { "[check.rules.voice]", "levle = 'error'" })
  vim.cmd("silent write")
  eventually("a mistake in the configuration is told", function() return codes() == "configuration" end)
  write("feltsense.toml", { "[check.rules.voice]", "level = 'error'" })
  vim.cmd("silent write")
  eventually("it is mended", function()
    local now = vim.diagnostic.get(0)
    return #now == 1 and now[1].severity == vim.diagnostic.severity.ERROR
  end)

  client.stop()
  eventually("the server ends", function() return ended ~= nil end)
  check(ended == 0, "with code " .. tostring(ended))
  io.stdout:write(("%d things seen in Neovim, positions in %s\n"):format(seen, encoding))
  vim.cmd("qall!")
end

local fine, why = xpcall(main, debug.traceback)
if not fine then fail(tostring(why)) end
