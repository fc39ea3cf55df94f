// A mail server for the browser tests (RFC 5321): takes every mail and writes it into a folder, one file each.
//   node mail-server.mjs FOLDER      prints its port, and runs until it is stopped
import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const folder = process.argv[2];
let mails = 0;

/** Writes a mail under another name first: whoever looks for it finds all of it. */
function keep(recipients, text) {
  const name = String(++mails).padStart(5, "0");
  const part = join(folder, `${name}.part`);
  writeFileSync(part, `X-Envelope-To: ${recipients.join(", ")}\r\n${text}`);
  renameSync(part, join(folder, `${name}.eml`));
}

const server = createServer((socket) => {
  let unread = "";
  let recipients = [];
  let text = null;
  const say = (line) => socket.write(`${line}\r\n`);

  function take(line) {
    if (text !== null) {
      if (line !== ".") {
        text += `${line.replace(/^\./, "")}\r\n`;
        return;
      }
      keep(recipients, text);
      [recipients, text] = [[], null];
      return say("250 2.0.0 Taken");
    }
    switch (line.slice(0, 4).toUpperCase()) {
      case "EHLO":
        return say("250-mail.library.example\r\n250-8BITMIME\r\n250 SIZE 1000000");
      case "HELO":
      case "NOOP":
      case "MAIL":
        return say("250 2.0.0 OK");
      case "RSET":
        recipients = [];
        return say("250 2.0.0 OK");
      case "RCPT":
        recipients.push(/<(.*)>/.exec(line)?.[1] ?? "");
        return say("250 2.1.5 OK");
      case "DATA":
        text = "";
        return say("354 Go on");
      case "QUIT":
        say("221 2.0.0 Bye");
        return socket.end();
      default:
        return say("502 5.5.1 Not here");
    }
  }

  socket.setEncoding("utf8");
  socket.on("data", (data) => {
    unread += data;
    for (let end; (end = unread.indexOf("\r\n")) >= 0; ) {
      const line = unread.slice(0, end);
      unread = unread.slice(end + 2);
      take(line);
    }
  });
  // A client that goes away is nobody's concern.
  socket.on("error", () => socket.destroy());
  say("220 mail.library.example ESMTP");
});

server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
