import type { Language } from "./catalogue";
import { code, field, say } from "./catalogue";

/**
 * Koha's columns as the pages and files must show them: column → name and kind. Written down here once more, and not read
 * from the server's description: a column that is lost there must be missed here.
 */
export type Kind = "text" | "date" | "time" | "money" | "count" | "flag" | `code ${string}`;
type Columns = Record<string, [name: string, kind: Kind]>;

const text = (...names: string[]): Columns => Object.fromEntries(names.map((name) => [name, [name, "text"]]));

const checkout: Columns = {
  ...text("title", "author", "barcode", "note"),
  issuedate: ["checked_out_at", "time"],
  date_due: ["due_at", "time"],
  returndate: ["returned_at", "time"],
  branchcode: ["library", "text"],
  renewals_count: ["renewals", "count"],
  lastreneweddate: ["renewed_at", "time"],
  auto_renew: ["auto_renew", "flag"],
  onsite_checkout: ["onsite", "flag"],
  timestamp: ["changed_at", "time"],
};

const hold: Columns = {
  ...text("title", "author", "barcode", "cancellation_reason"),
  reservedate: ["placed_on", "date"],
  found: ["found", "code hold-state"],
  priority: ["priority", "count"],
  waitingdate: ["waiting_since", "date"],
  expirationdate: ["expires_on", "date"],
  cancellationdate: ["cancelled_on", "date"],
  branchcode: ["library", "text"],
  itemtype: ["item_type", "text"],
  item_level_hold: ["item_level", "flag"],
  lowestPriority: ["lowest_priority", "flag"],
  suspend: ["suspended", "flag"],
  suspend_until: ["suspended_until", "date"],
  reservenotes: ["note", "text"],
  timestamp: ["changed_at", "time"],
};

const interlibraryLoan: Columns = {
  ...text("title", "author", "lender", "section"),
  status: ["status", "code interlibrary-loan-status"],
  duedate: ["due_on", "date"],
};

/** Keys of an all-data answer → category, the row's own id, columns. */
export const lists: Record<string, { category: string; id: string; columns: Columns }> = {
  checkouts: { category: "checkouts", id: "issue_id", columns: checkout },
  oldcheckouts: { category: "checkout-history", id: "issue_id", columns: checkout },
  holds: { category: "holds", id: "reserve_id", columns: hold },
  oldholds: { category: "hold-history", id: "reserve_id", columns: hold },
  accountlines: {
    category: "fees",
    id: "accountlines_id",
    columns: {
      ...text("description", "note"),
      date: ["recorded_at", "time"],
      amount: ["amount", "money"],
      amountoutstanding: ["outstanding", "money"],
      debit_type_code: ["debit_type", "code debit-type"],
      credit_type_code: ["credit_type", "code credit-type"],
      payment_type: ["payment_type", "code payment-type"],
      status: ["status", "code fee-status"],
      branchcode: ["library", "text"],
      interface: ["interface", "code interface"],
      timestamp: ["changed_at", "time"],
    },
  },
  notices: {
    category: "notices",
    id: "message_id",
    columns: {
      ...text("subject", "content", "to_address", "from_address", "content_type"),
      time_queued: ["queued_at", "time"],
      message_transport_type: ["transport", "code transport"],
      status: ["status", "code notice-status"],
      letter_code: ["letter", "text"],
      failure_code: ["failure", "text"],
      updated_on: ["changed_at", "time"],
    },
  },
  messages: {
    category: "messages",
    id: "message_id",
    columns: {
      message: ["message", "text"],
      message_date: ["written_at", "time"],
      message_type: ["message_type", "code message-type"],
      branchcode: ["library", "text"],
    },
  },
  debarments: {
    category: "restrictions",
    id: "borrower_debarment_id",
    columns: {
      ...text("comment"),
      type: ["type", "code restriction-type"],
      created: ["created_at", "time"],
      expiration: ["ends_on", "date"],
      updated: ["changed_at", "time"],
    },
  },
  suggestions: {
    category: "suggestions",
    id: "suggestionid",
    columns: {
      ...text("title", "author", "note", "reason"),
      suggesteddate: ["suggested_on", "date"],
      STATUS: ["status", "code suggestion-status"],
      copyrightdate: ["publication_year", "text"],
    },
  },
  borrower_attributes: {
    category: "attributes",
    id: "id",
    columns: { ...text("attribute"), code: ["code", "code attribute"] },
  },
  patron_consent: {
    category: "consents",
    id: "id",
    columns: {
      type: ["purpose", "code consent"],
      given_on: ["given_at", "time"],
      refused_on: ["refused_at", "time"],
    },
  },
  borrower_message_preferences: {
    category: "preferences",
    id: "borrower_message_preference_id",
    columns: {
      message_name: ["event", "code event"],
      transports: ["transports", "text"],
      days_in_advance: ["days_in_advance", "count"],
      wants_digest: ["digest_wanted", "flag"],
    },
  },
};

/** Any other list of rows is one of interlibrary loans. */
export const interlibraryLoans = { category: "interlibrary-loans", id: "illrequest_id", columns: interlibraryLoan };

/** Numbers that only link records: not shown. */
export const links = ["borrowernumber", "itemnumber", "biblionumber", "issue_id", "manager_id", "suggestedby"];

export const identity: Columns = {
  ...text("surname", "firstname", "preferred_name", "initials", "cardnumber", "userid", "relationship"),
  othernames: ["other_names", "text"],
  title: ["salutation", "text"],
  dateofbirth: ["date_of_birth", "date"],
  sex: ["sex", "code sex"],
  branchcode: ["library", "text"],
  categorycode: ["patron_category", "text"],
  dateenrolled: ["enrolled_on", "date"],
  dateexpiry: ["expires_on", "date"],
  date_renewed: ["renewed_on", "date"],
  lang: ["language", "text"],
  debarred: ["debarred_until", "date"],
  debarredcomment: ["debarred_comment", "text"],
  gonenoaddress: ["address_gone", "flag"],
  lost: ["card_lost", "flag"],
  borrowernotes: ["staff_note", "text"],
  opacnote: ["catalogue_note", "text"],
  contactnote: ["contact_note", "text"],
  privacy: ["history_privacy", "code privacy"],
  privacy_guarantor_checkouts: ["guarantor_sees_checkouts", "flag"],
  privacy_guarantor_fines: ["guarantor_sees_fees", "flag"],
  checkprevcheckout: ["check_previous_checkout", "code check-previous"],
  sort1: ["statistic_1", "text"],
  sort2: ["statistic_2", "text"],
  flags: ["staff_flags", "count"],
  login_attempts: ["failed_sign_ins", "count"],
  lastseen: ["last_seen_at", "time"],
  updated_on: ["changed_at", "time"],
  anonymized: ["anonymized", "flag"],
  protected: ["protected", "flag"],
};

export const contact: Columns = {
  ...text("address", "city", "state", "country", "email", "phone", "mobile"),
  streetnumber: ["street_number", "text"],
  address2: ["address_2", "text"],
  zipcode: ["postcode", "text"],
  smsalertnumber: ["sms_number", "text"],
  sms_provider_id: ["sms_provider", "count"],
  emailpro: ["work_email", "text"],
  phonepro: ["work_phone", "text"],
  B_address: ["second_address", "text"],
  B_zipcode: ["second_postcode", "text"],
  B_city: ["second_city", "text"],
  B_country: ["second_country", "text"],
  B_email: ["second_email", "text"],
  B_phone: ["second_phone", "text"],
  altcontactsurname: ["other_surname", "text"],
  altcontactfirstname: ["other_firstname", "text"],
  altcontactaddress1: ["other_address", "text"],
  altcontactaddress2: ["other_address_2", "text"],
  altcontactaddress3: ["other_city", "text"],
  altcontactstate: ["other_state", "text"],
  altcontactzipcode: ["other_postcode", "text"],
  altcontactcountry: ["other_country", "text"],
  altcontactphone: ["other_phone", "text"],
};

export type { Columns };

/** Half a surrogate pair and U+0000 cannot be kept: they come back as the six letters, and as the visible sign. */
export const mended = (value: string): string =>
  value
    .replaceAll("\0", "\u2400")
    .replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);

/** A value as it came, where there is no column for it. */
export const raw = (value: unknown): string => mended(typeof value === "string" ? value : JSON.stringify(value));

const isDay = (year: number, month: number, day: number) => {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** Reads a date or time; `undefined` for one that there is none of. */
export function moment(value: unknown) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?$/.exec(String(value));
  if (!parts) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number) as number[];
  if (!isDay(year!, month!, day!) || hour > 23 || minute > 59 || second > 59) return undefined;
  return { year: year!, month: month!, day: day!, hour, minute };
}

/** An amount in cents; `undefined` if it is none, or has parts of a cent. */
export function cents(value: unknown): bigint | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2})(0*))?$/.exec(String(value).replace(/(\.\d\d)0+$/, "$1"));
  if (!parts) return undefined;
  const amount = BigInt(parts[2]! + (parts[3] ?? "").padEnd(2, "0"));
  return parts[1] ? -amount : amount;
}

const isWhole = (value: unknown) => /^(0|-?[1-9]\d*)$/.test(String(value));

/** Whether a column of this kind can hold a value; what it cannot hold is shown under “other”. */
export function fits(kind: Kind, value: unknown): boolean {
  if (typeof value === "object") return false;
  switch (kind) {
    case "date":
    case "time":
      return moment(value) !== undefined;
    case "money":
      return cents(value) !== undefined;
    case "count":
      return isWhole(value);
    case "flag":
      return ["0", "1", "true", "false"].includes(String(value));
    default:
      return true;
  }
}

const groups = (digits: string, separator: string) => digits.replace(/\B(?=(\d{3})+$)/g, separator);

/** A whole number as readers write it. */
export function number(language: Language, value: bigint | number): string {
  const digits = String(value).replace("-", "");
  return (String(value).startsWith("-") ? "\u2212" : "") + groups(digits, language === "en" ? "," : "\u00a0");
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A value as the pages show it. */
export function shown(language: Language, kind: Kind, value: unknown): string {
  switch (kind) {
    case "date":
    case "time": {
      const { year, month, day, hour, minute } = moment(value)!;
      const date = language === "en" ? `${day} ${months[month - 1]} ${year}` : `${day}.${month}.${year}`;
      if (kind === "date" || (hour === 0 && minute === 0)) return date;
      const two = (part: number) => String(part).padStart(2, "0");
      return language === "en" ? `${date}, ${two(hour)}:${two(minute)}` : `${date} klo ${hour}.${two(minute)}`;
    }
    case "money": {
      const amount = cents(value)!;
      const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
      const sign = amount < 0n ? "\u2212" : "";
      const [units, part] = [number(language, BigInt(digits.slice(0, -2))), digits.slice(-2)];
      return language === "en" ? `${sign}€${units}.${part}` : `${sign}${units},${part}\u00a0€`;
    }
    case "count":
      return number(language, BigInt(String(value)));
    case "flag":
      return say(language, ["1", "true"].includes(String(value)) ? "yes" : "no");
    case "text":
      return raw(value);
    default:
      return code(language, kind.slice("code ".length), raw(value));
  }
}

export const label = field;
