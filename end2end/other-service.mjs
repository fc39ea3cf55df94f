// Another service that holds something about patrons, for the browser tests: `/loans` tells what the card in `x-card` has on
// interlibrary loan, `/rooms` fails.
//   node other-service.mjs      prints its port, and runs until it is stopped
import { createServer } from "node:http";

const loans = (card) => [
  { title: "Ruka-Kuusamon linnut", author: "Lampila, Sari", from: "Kuopio", due: "2026-12-14", state: "on its way", card },
  { title: "<b>Vihko</b> & \"kirja\"", author: "", from: "Lund", due: "", state: "asked for", card },
  { title: "رسائل إخوان الصفا", author: "إخوان الصفا", from: "Berlin", due: "2027-01-08", state: "at hand", card },
];

const server = createServer((request, response) => {
  const card = request.headers["x-card"];
  const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const { pathname } = new URL(request.url, "http://service");
  if (pathname === "/loans" && card) answer(200, { loans: loans(card) });
  else if (pathname === "/rooms") answer(500, { error: "closed" });
  else answer(404, {});
});
// A text: numbers may come out in colours.
server.listen(0, "127.0.0.1", () => console.log(String(server.address().port)));
