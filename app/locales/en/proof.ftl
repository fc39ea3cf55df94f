# The proof file of a data request.

proof-about-replacements = A few characters cannot be printed with the typefaces used here. Where one of them belongs, its name stands in square brackets.
proof-automatic = Automatic
proof-closed = Closed
proof-deliveries = Deliveries
proof-deliveries-none = No data was delivered in answer to this request.
proof-delivered = When
proof-delivered-by = By
proof-ends = Ends
proof-extension = Extension
proof-extension-none = Not extended
proof-extension-reason = By two months, because: { $reason }
proof-file-name = data-request-proof
proof-goes-on-as = Goes on as
proof-identity = How identity was checked
proof-identity-at = Identity checked on
proof-identity-by = Identity checked by
proof-identity-none = Not checked
proof-lead = What was asked, what was done about it, by whom and when, as the library recorded it.
proof-note = Note
proof-number = Number in the portal
proof-opened = Opened
proof-produced = Made on { $date } by { $name } with { $program }.
proof-subject = How a library handled a request about personal data (GDPR Articles 5(2) and 12)
proof-time = When
proof-timeline-none = Nothing has been recorded.
proof-title = Proof of a data request
proof-way = How
proof-what = What
proof-who = Who
proof-zone = Times are those of the time zone { $zone }.

## The page of the request

proof-button = Proof as PDF
proof-heading = Proof
proof-text = Everything that was done about this request, with names and times.
