//! Two threads around a session: one reads, so that what waits can be taken together.

use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;

use super::session::{Due, Session};
use super::wire::{self, Incoming};

/// Messages that wait, at most: the pipe holds the rest.
const WAITING: usize = 64;

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `shutdown`, then `exit` or the end of the pipe.
    InOrder,
    /// Any other way. The protocol wants code 1.
    Abrupt,
}

/// Speaks with an editor until it is done.
///
/// Changes that wait are all taken in before a text is looked at, and a request that is cancelled
/// while it waits is never begun.
///
/// # Errors
/// If the pipe to the editor cannot be written for another reason than that nobody reads any more.
pub fn serve(
    input: impl BufRead + Send + 'static,
    out: &mut impl Write,
    session: &mut Session<'_>,
) -> io::Result<Ending> {
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    thread::spawn(move || {
        let mut input = input;
        // An error is an end: nothing more can be understood.
        while let Ok(Some(message)) = wire::read(&mut input) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    match converse(&receiver, out, session) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ending(session)),
        other => other,
    }
}

fn ending(session: &Session<'_>) -> Ending {
    if session.is_down() {
        Ending::InOrder
    } else {
        Ending::Abrupt
    }
}

fn converse(
    receiver: &Receiver<Incoming>,
    out: &mut impl Write,
    session: &mut Session<'_>,
) -> io::Result<Ending> {
    let mut queue: VecDeque<Incoming> = VecDeque::new();
    let mut is_open = true;
    loop {
        while is_open && queue.len() < WAITING {
            match receiver.try_recv() {
                Ok(message) => add(&mut queue, message, session),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => is_open = false,
            }
        }
        if let Some(message) = queue.pop_front() {
            session.take(message);
        } else {
            match session.due() {
                Due::Now => session.work(),
                _ if !is_open => return Ok(ending(session)),
                Due::Never => match receiver.recv() {
                    Ok(message) => add(&mut queue, message, session),
                    Err(_) => is_open = false,
                },
                Due::In(wait) => match receiver.recv_timeout(wait) {
                    Ok(message) => add(&mut queue, message, session),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => is_open = false,
                },
            }
        }
        while let Some(message) = session.outgoing() {
            wire::write(out, &message)?;
        }
        if let Some(in_order) = session.is_gone() {
            return Ok(if in_order {
                Ending::InOrder
            } else {
                Ending::Abrupt
            });
        }
    }
}

/// Puts a message behind those that wait; a request that is cancelled goes away.
fn add(queue: &mut VecDeque<Incoming>, message: Incoming, session: &mut Session<'_>) {
    if let Incoming::Notification { method, params } = &message
        && method == "$/cancelRequest"
    {
        let id = &params["id"];
        let waiting = queue
            .iter()
            .position(|other| matches!(other, Incoming::Request { id: other, .. } if other == id));
        if let Some(at) = waiting {
            queue.remove(at);
            session.cancelled(id);
        }
        return;
    }
    queue.push_back(message);
}
