-- Asks as the patrons do whose cookies are in the file BENCH_COOKIES, one after the other; without a file, as nobody.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local requests, at = {}, 0
function init(args)
  local file = os.getenv("BENCH_COOKIES")
  if file == nil or file == "" then
    requests[1] = wrk.format("GET", nil, {})
  else
    for cookie in io.lines(file) do
      requests[#requests + 1] = wrk.format("GET", nil, { Cookie = cookie })
    end
  end
  at = number * 101
end

function request()
  at = at + 1
  return requests[at % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "bytes": %d, "errors": %d, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
