//! Sending by SMTP: one connection, one message after another, each at most once.
//!
//! Before a message's text goes out the log says so, and afterwards how it ended. A message that was begun and not ended may have
//! gone: it is never sent again by itself, but named.
#![allow(clippy::disallowed_methods, reason = "this is the edge: a mail that is sent carries the moment")]

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::outgoing::Outgoing;
use crate::model::Refusal;
use crate::model::settings::MailSettings;
use crate::model::text::{printable, shorten};

/// How long one answer of the server may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A password: never shown, never written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a password.
    #[must_use]
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    /// `text` without the password, should a server repeat it.
    fn kept_out_of(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(&self.0, "[password]") }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How one message ended, or that it was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Its text is about to go out.
    Begun,
    /// The server took it; `refused` holds recipients that it did not take, with its words.
    Taken { refused: Vec<(String, String)> },
    /// The server did not take it: it can be sent again.
    NotTaken { why: String },
    /// The connection broke after the text went out: it may have gone.
    Unclear { why: String },
}

/// The world that sending needs: the log, handed in, and the clock.
pub trait Outside {
    /// Writes down how a message stands, safely on the disk, before the next step.
    ///
    /// # Errors
    /// When it cannot be written: then nothing more is sent.
    fn log(&mut self, message: &Outgoing, how: &Sent) -> Result<(), Refusal>;
    /// The moment, for the message's date and the pace.
    fn now(&mut self) -> DateTime<Utc> {
        Utc::now()
    }
    /// Waits.
    fn wait(&mut self, how_long: Duration) {
        std::thread::sleep(how_long);
    }
}

/// Looks whether the settings allow sending at all, before anything else is done.
///
/// # Errors
/// When no server is set, or the way to secure mail is not one.
pub fn ready(settings: &MailSettings) -> Result<(), Refusal> {
    Server::of(settings, &Secret::default()).map(|_| ())
}

/// Sends messages in order, no more than the settings allow a minute. Gives back how each ended, up to the one at which the server could
/// not be reached any more; the rest were not sent.
///
/// # Errors
/// When the settings do not allow sending, the server cannot be reached or does not accept the password (nothing was sent), or the
/// log cannot be written.
pub fn send(
    messages: &[Outgoing],
    settings: &MailSettings,
    password: &Secret,
    outside: &mut dyn Outside,
) -> Result<Vec<(usize, Sent)>, Refusal> {
    let server = Server::of(settings, password)?;
    let mut ended = Vec::new();
    let mut line = None;
    let mut recent = VecDeque::new();
    for (at, message) in messages.iter().enumerate() {
        let now = outside.now();
        let pause = pause(&mut recent, now, settings.per_minute);
        if !pause.is_zero() {
            outside.wait(pause);
        }
        recent.push_back(now + pause);
        let open = match line.take() {
            Some(open) => open,
            None => match server.connect() {
                Ok(open) => open,
                Err(why) if ended.is_empty() => return Err(why),
                Err(_) => break,
            },
        };
        let (how, still_open) = server.send_one(open, message, outside)?;
        outside.log(message, &how)?;
        ended.push((at, how));
        line = still_open;
    }
    if let Some(mut open) = line {
        // The messages are with the server: a goodbye that fails changes nothing.
        let _ = open.quit();
    }
    Ok(ended)
}

/// How long to wait before the next message so that no minute sees more than `per_minute`; 0 means no limit.
fn pause(recent: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>, per_minute: u32) -> Duration {
    let minute = chrono::TimeDelta::seconds(60);
    while recent.front().is_some_and(|first| *first + minute <= now) {
        recent.pop_front();
    }
    let most = usize::try_from(per_minute).unwrap_or(usize::MAX);
    if most == 0 || recent.len() < most {
        return Duration::ZERO;
    }
    let free = recent.get(recent.len() - most).map_or(now, |first| *first + minute);
    (free - now).to_std().unwrap_or(Duration::ZERO)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Security {
    StartTls,
    Tls,
    None,
}

struct Server<'a> {
    host: &'a str,
    port: u16,
    security: Security,
    user: &'a str,
    password: &'a Secret,
}

impl<'a> Server<'a> {
    fn of(settings: &'a MailSettings, password: &'a Secret) -> Result<Self, Refusal> {
        let host = settings.host.trim();
        if host.is_empty() {
            return Err(Refusal::new(
                "no mail server is set; nothing was sent",
                "set 'host' under [mail] in rectrack.toml, or send the drafts by hand",
            ));
        }
        let security = match settings.security.trim() {
            "" | "starttls" => Security::StartTls,
            "tls" => Security::Tls,
            "none" => Security::None,
            other => {
                return Err(Refusal::new(
                    format!("'{}' is not a way to secure mail; nothing was sent", printable(other)),
                    "set 'security' under [mail] to starttls, tls or none",
                ));
            }
        };
        if security == Security::None && !["localhost", "127.0.0.1", "::1"].contains(&host) {
            return Err(Refusal::new(
                "mail without TLS is for this machine only; nothing was sent",
                "set 'security' under [mail] to starttls or tls",
            ));
        }
        let usual = match security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        };
        let port = if settings.port == 0 { usual } else { settings.port };
        Ok(Self { host, port, security, user: settings.user.trim(), password })
    }

    fn connect(&self) -> Result<SmtpConnection, Refusal> {
        let said = |fault: &lettre::transport::smtp::Error| self.said(fault);
        let refused = |fault: &lettre::transport::smtp::Error| {
            let asks = if fault.is_tls() {
                "its certificate is not trusted by this machine, or 'security' under [mail] does not fit its port"
            } else {
                "check 'host' and 'port' under [mail], and the network; run the command again to go on where it stopped"
            };
            Refusal::new(format!("the mail server {}:{} cannot be used ({})", printable(self.host), self.port, said(fault)), asks)
        };
        let me = ClientId::default();
        let tls = || TlsParameters::new_rustls(self.host.to_owned()).map_err(|fault| refused(&fault));
        let outer = if self.security == Security::Tls { Some(tls()?) } else { None };
        let mut open =
            SmtpConnection::connect((self.host, self.port), Some(PATIENCE), &me, outer.as_ref(), None).map_err(|fault| refused(&fault))?;
        if self.security == Security::StartTls {
            if !open.can_starttls() {
                open.abort();
                return Err(Refusal::new(
                    format!("the mail server {}:{} offers no TLS; nothing was sent", printable(self.host), self.port),
                    "set 'security' under [mail] to tls where the server wants that, or ask its keeper",
                ));
            }
            open.starttls(&tls()?, &me).map_err(|fault| refused(&fault))?;
        }
        if !self.user.is_empty() {
            let who = Credentials::new(self.user.to_owned(), self.password.0.clone());
            open.auth(&[Mechanism::Plain, Mechanism::Login], &who).map_err(|fault| {
                Refusal::new(
                    format!("the mail server does not accept the user name or password ({})", said(&fault)),
                    "check 'user' under [mail] and the password in RECTRACK_SMTP_PASSWORD; some servers need an app password",
                )
            })?;
        }
        Ok(open)
    }

    /// Sends one message. Gives back the connection where it can still be used.
    fn send_one(
        &self,
        mut open: SmtpConnection,
        message: &Outgoing,
        outside: &mut dyn Outside,
    ) -> Result<(Sent, Option<SmtpConnection>), Refusal> {
        let mut refused = Vec::new();
        if let Err(fault) = open.command(Mail::new(Some(message.from.clone()), Vec::new())) {
            return Ok(self.not_taken(open, &fault));
        }
        for to in &message.to {
            if let Err(fault) = open.command(Rcpt::new(to.clone(), Vec::new())) {
                if fault.status().is_none() {
                    return Ok(self.not_taken(open, &fault));
                }
                refused.push((to.to_string(), self.said(&fault)));
            }
        }
        if refused.len() == message.to.len() {
            let usable = open.command(Rset).is_ok();
            let why = refused.iter().map(|(to, why)| format!("{to}: {why}")).collect::<Vec<_>>().join("; ");
            return Ok((Sent::NotTaken { why }, usable.then_some(open)));
        }
        let text = message.message(outside.now());
        outside.log(message, &Sent::Begun)?;
        if let Err(fault) = open.command(Data) {
            return Ok(self.not_taken(open, &fault));
        }
        let answer: Result<Response, _> = open.message(&text);
        match answer {
            Ok(_) => Ok((Sent::Taken { refused }, Some(open))),
            Err(fault) if fault.status().is_some() => Ok(self.not_taken(open, &fault)),
            Err(fault) => {
                open.abort();
                Ok((Sent::Unclear { why: self.said(&fault) }, None))
            }
        }
    }

    fn not_taken(&self, mut open: SmtpConnection, fault: &lettre::transport::smtp::Error) -> (Sent, Option<SmtpConnection>) {
        let usable = fault.status().is_some() && open.command(Rset).is_ok();
        if !usable {
            open.abort();
        }
        (Sent::NotTaken { why: self.said(fault) }, usable.then_some(open))
    }

    /// What went wrong, on one line, without the password.
    fn said(&self, fault: &lettre::transport::smtp::Error) -> String {
        let mut said = fault.to_string();
        let mut inner = std::error::Error::source(fault);
        while let Some(next) = inner {
            let more = next.to_string();
            if !said.contains(&more) {
                said = format!("{said}: {more}");
            }
            inner = next.source();
        }
        shorten(&printable(&self.password.kept_out_of(&said)), 200)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    use super::*;

    /// A mail server that takes messages and remembers their recipients; `naughty` says what it does instead.
    #[derive(Clone, Copy, PartialEq)]
    enum Naughty {
        No,
        /// Hangs up after the text of this message (from 1), before it answers.
        HangUpAfter(usize),
        /// Hangs up before the text of this message, when the recipient is named.
        HangUpBefore(usize),
    }

    fn server(naughty: Naughty, connections: usize) -> (u16, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let run = std::thread::spawn(move || {
            let mut taken = Vec::new();
            let mut seen = 0;
            for stream in listener.incoming().take(connections) {
                let mut out = stream.unwrap();
                let mut lines = BufReader::new(out.try_clone().unwrap()).lines().map_while(Result::ok);
                out.write_all(b"220 here\r\n").unwrap();
                let mut to = String::new();
                while let Some(line) = lines.next() {
                    let answer = match line.split([' ', ':']).next().unwrap() {
                        "RCPT" if line.contains("gone@") => "550 nobody of that name, p4ss",
                        "RCPT" => {
                            seen += 1;
                            if naughty == Naughty::HangUpBefore(seen) {
                                break;
                            }
                            to = line;
                            "250 ok"
                        }
                        "DATA" => {
                            out.write_all(b"354 go on\r\n").unwrap();
                            for line in lines.by_ref() {
                                if line == "." {
                                    break;
                                }
                            }
                            taken.push(to.clone());
                            if naughty == Naughty::HangUpAfter(seen) {
                                break;
                            }
                            "250 taken"
                        }
                        "QUIT" => break,
                        _ => "250 ok",
                    };
                    out.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
                }
            }
            taken
        });
        (port, run)
    }

    #[derive(Default)]
    struct Notebook {
        lines: Vec<(String, Sent)>,
        waited: Duration,
        now: DateTime<Utc>,
    }

    impl Outside for Notebook {
        fn log(&mut self, message: &Outgoing, how: &Sent) -> Result<(), Refusal> {
            self.lines.push((message.key.clone(), how.clone()));
            Ok(())
        }
        fn now(&mut self) -> DateTime<Utc> {
            self.now
        }
        fn wait(&mut self, how_long: Duration) {
            self.waited += how_long;
            self.now += chrono::TimeDelta::from_std(how_long).unwrap();
        }
    }

    fn messages(to: &[&str]) -> Vec<Outgoing> {
        let draft = |(at, to): (usize, &&str)| format!("From: me@example.org\nTo: {to}\nMessage-ID: <{at}@x>\n\nHello\n.\nthere\n");
        to.iter().enumerate().map(|(at, to)| Outgoing::read(draft((at, to)).as_bytes(), "x.eml", "").unwrap()).collect()
    }

    fn settings(port: u16) -> MailSettings {
        MailSettings { host: "127.0.0.1".to_owned(), port, security: "none".to_owned(), ..MailSettings::default() }
    }

    #[test]
    fn a_refused_recipient_is_named_and_the_rest_go_on() {
        let (port, run) = server(Naughty::No, 1);
        let mut notebook = Notebook::default();
        let ended = send(
            &messages(&["a@example.org", "gone@example.org", "b@example.org, gone@example.org"]),
            &settings(port),
            &Secret::new("p4ss"),
            &mut notebook,
        )
        .unwrap();
        assert_eq!(ended[0].1, Sent::Taken { refused: vec![] });
        let Sent::NotTaken { why } = &ended[1].1 else { panic!("{ended:?}") };
        assert!(why.contains("gone@example.org") && why.contains("nobody of that name, [password]"), "{why}");
        let Sent::Taken { refused } = &ended[2].1 else { panic!("{ended:?}") };
        assert_eq!(refused[0].0, "gone@example.org");
        assert_eq!(run.join().unwrap(), ["RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>"]);
        assert_eq!(notebook.lines.iter().filter(|(_, how)| *how == Sent::Begun).count(), 2, "nothing is begun for nobody");
    }

    #[test]
    fn a_break_is_told_apart_by_when_it_came() {
        for (naughty, how_second) in [(Naughty::HangUpAfter(2), "unclear"), (Naughty::HangUpBefore(2), "not taken")] {
            let (port, run) = server(naughty, 2);
            let mut notebook = Notebook::default();
            let to = ["a@example.org", "b@example.org", "c@example.org"];
            let ended = send(&messages(&to), &settings(port), &Secret::default(), &mut notebook).unwrap();
            let how: Vec<&str> = ended
                .iter()
                .map(|(_, how)| match how {
                    Sent::Taken { .. } => "taken",
                    Sent::Unclear { .. } => "unclear",
                    Sent::NotTaken { .. } => "not taken",
                    Sent::Begun => "begun",
                })
                .collect();
            assert_eq!(how, ["taken", how_second, "taken"], "the connection is made anew");
            assert_eq!(run.join().unwrap().iter().filter(|to| to.contains("b@")).count(), usize::from(how_second == "unclear"));
        }
    }

    #[test]
    fn no_minute_sees_more_than_the_limit() {
        let (port, run) = server(Naughty::No, 1);
        let mut notebook = Notebook::default();
        let to: Vec<String> = (0..7).map(|n| format!("p{n}@example.org")).collect();
        let to: Vec<&str> = to.iter().map(String::as_str).collect();
        let limited = MailSettings { per_minute: 3, ..settings(port) };
        assert_eq!(send(&messages(&to), &limited, &Secret::default(), &mut notebook).unwrap().len(), 7);
        assert_eq!(notebook.waited, Duration::from_secs(120), "three at once, three after a minute, one after another");
        assert_eq!(run.join().unwrap().len(), 7);
    }

    #[test]
    fn what_is_not_safe_is_refused() {
        let nowhere =
            |host: &str, security: &str| MailSettings { host: host.to_owned(), security: security.to_owned(), ..MailSettings::default() };
        for (settings, says) in [
            (nowhere("", ""), "no mail server is set; nothing was sent"),
            (nowhere("mail.example.org", "none"), "mail without TLS is for this machine only; nothing was sent"),
            (nowhere("mail.example.org", "ssl"), "'ssl' is not a way to secure mail; nothing was sent"),
        ] {
            assert_eq!(send(&[], &settings, &Secret::default(), &mut Notebook::default()).unwrap_err().says, says);
        }
        let (port, _run) = server(Naughty::No, 1);
        let refusal = send(
            &messages(&["a@example.org"]),
            &MailSettings { security: "starttls".to_owned(), ..settings(port) },
            &Secret::default(),
            &mut Notebook::default(),
        );
        assert!(refusal.unwrap_err().says.contains("offers no TLS"));
        assert_eq!(format!("{:?}", Secret::new("p4ss")), "Secret(..)");
    }
}
