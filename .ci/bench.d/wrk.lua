-- Asks as the patrons do whose cookies are in the file BENCH_COOKIES, one after the other; or what stands in the file
-- BENCH_REQUESTS, a path, a tab and a value of Authorization in each line; without a file, as nobody.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local requests, at = {}, 0
function init(args)
  local cookies, asked = os.getenv("BENCH_COOKIES"), os.getenv("BENCH_REQUESTS")
  if cookies then
    for cookie in io.lines(cookies) do
      requests[#requests + 1] = wrk.format("GET", nil, { Cookie = cookie })
    end
  elseif asked then
    for line in io.lines(asked) do
      local path, authorization = line:match("([^\t]+)\t(.+)")
      requests[#requests + 1] = wrk.format("GET", path, { Authorization = authorization })
    end
  else
    requests[1] = wrk.format("GET", nil, {})
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
