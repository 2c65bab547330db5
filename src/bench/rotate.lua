-- wrk's requests: each carries the next person's token, so that seats and tokens are those of a crowd and not of one.
-- TOKENS names the table that Tokens wrote; without it, or with TURN_AWAY set, no token is sent. TICKETS names a file of tickets
-- of the waiting room, one a line, which are sent instead. ADDRESSES says from how many clients requests without a token come, as
-- a proxy before the gateway would say it.

local requests, last = {}, 0

function init(args)
  local path, tickets = os.getenv("TOKENS"), os.getenv("TICKETS")
  if tickets then
    for ticket in io.lines(tickets) do
      wrk.headers["Ecluse-Place"] = ticket
      requests[#requests + 1] = wrk.format()
    end
  elseif path and not os.getenv("TURN_AWAY") then
    for i, token in ipairs(dofile(path)) do
      wrk.headers["Authorization"] = "Bearer " .. token
      requests[i] = wrk.format()
    end
  else
    local addresses = tonumber(os.getenv("ADDRESSES") or 1)
    for i = 1, addresses do
      wrk.headers["X-Forwarded-For"] = string.format("198.18.%d.%d", math.floor(i / 250), 1 + i % 250)
      requests[i] = wrk.format()
    end
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
