-- wrk's requests: each carries the next person's token, so that seats and tokens are those of a crowd and not of one.
-- TOKENS names the table that Tokens wrote; without it, or with TURN_AWAY set, no token is sent.

local requests, last = {}, 0

function init(args)
  local path = os.getenv("TOKENS")
  if path and not os.getenv("TURN_AWAY") then
    for i, token in ipairs(dofile(path)) do
      wrk.headers["Authorization"] = "Bearer " .. token
      requests[i] = wrk.format()
    end
  else
    requests[1] = wrk.format()
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

-- One line for the scripts: requests, duration in µs, bytes read, p50 and p99 in µs, failures.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
