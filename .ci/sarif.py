"""Validates SARIF files against the schema of OASIS: sarif.py SCHEMA FILE... (needs jsonschema)."""
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
checker = jsonschema.validators.validator_for(schema)(schema)
for name in sys.argv[2:]:
    log = json.load(open(name, encoding="utf-8"))
    mistakes = list(checker.iter_errors(log))
    for mistake in mistakes[:10]:
        print(f"{name}: {list(mistake.path)}: {mistake.message}")
    if mistakes:
        sys.exit(1)
    print(f"{name}: {len(log['runs'][0]['results'])} results, valid")
