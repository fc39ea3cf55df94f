/** Who can sign in: people of the demo library (`carrel demo`) and of fixtures/patrons.jsonl. */
export interface Account {
  card: string;
  pin: string;
  /** Surname, for looking whether it is in a file or an address. */
  surname: string;
}

const demo = (number: number, surname: string): Account => ({
  card: `29010000${number}`,
  pin: String(number).slice(-4),
  surname,
});
const fixture = (number: number, surname: string): Account => ({
  card: `307000${String(number).padStart(4, "0")}`,
  pin: String(number).padStart(4, "0"),
  surname,
});

export const accounts = {
  /** Demo library: something in every category. */
  aino: demo(1001, "Virtanen"),
  /** Demo library: 20,000 loans in the history. */
  kerttu: demo(1003, "Lehtonen"),
  /** Demo library: nothing yet. */
  noora: demo(1004, "Alku"),
  /** Demo library: who runs the installation. */
  administrator: { card: "290100000025", pin: "0025", surname: "Björklund" },
  /** Demo library: who answers data requests. */
  officer: { card: "290100000022", pin: "0022", surname: "Heinonen" },
  /** Demo library: who reads the log. */
  auditor: { card: "290100000023", pin: "0023", surname: "Niemi" },
  /** Fixtures: something in every category, and a loan history of three pages. */
  helmi: fixture(1, "Kivijärvi"),
  /** Fixtures: values that somebody typed to do harm. */
  hostile: fixture(2, "O'Brien"),
  /** Fixtures: a name of 5,000 characters. */
  long: fixture(3, "Pitkänimi"),
  /** Fixtures: a card number and nothing else. */
  bare: fixture(4, ""),
  /** Fixtures: a child with an Arabic name. */
  child: fixture(5, "كاتب"),
} satisfies Record<string, Account>;

export type AccountName = keyof typeof accounts;

/**
 * People whose sessions a test may end or whose PIN it may get wrong: each project has its own, for they run beside each
 * other on one server.
 */
const spare: Record<string, [Account, Account]> = {
  desktop: [demo(1002, "Virtanen"), demo(1005, "Törmänen")],
  phone: [demo(1006, "Åkerblom"), demo(1007, "حدّاد")],
  "desktop, no code": [demo(1008, "Šťastná"), { ...demo(1021, "Salonen"), card: "290100000021", pin: "0021" }],
  "phone, no code": [demo(1009, "Łukaszewicz"), { ...demo(1024, "Koskinen"), card: "290100000024", pin: "0024" }],
};

/** Someone whose sessions this project's tests may begin and end. */
export const visitorOf = (project: string): Account => spare[project]![0];
/** Someone whose PIN this project's tests may get wrong, up to four times without getting it right. */
export const forgetfulOf = (project: string): Account => spare[project]![1];
