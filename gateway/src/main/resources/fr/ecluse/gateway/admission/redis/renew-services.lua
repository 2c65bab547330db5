-- Extends unexpired seats of services; cannot revive one, and never shortens one.
--
-- ARGV[1]     the epoch that the node knows, or empty
-- ARGV[3i-1]  person
-- ARGV[3i]    service
-- ARGV[3i+1]  ms since the person's last activity on the service
-- Reply       for each: ms until the seat expires, or -1 if there is no seat; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end

redis.call('DEL', key('nothing'))
local ledger, reply = ledger_of(policy), {}
for i = 2, #ARGV, 3 do
  local person, service = ARGV[i], ARGV[i + 1]
  local seat = ledger.read_seat(person)
  local remaining = -1
  if seat and not seat.expired and expiry_of(policy, seat.admitted_at, now) > now then
    local seats = service_key(service, seat.role)
    local before = tonumber(redis.call('ZSCORE', seats, person) or 0)
    if before > now then
      local expiry = math.max(before, extend_seat(policy, person, seat, tonumber(ARGV[i + 2])))
      if expiry ~= before then
        redis.call('ZADD', seats, expiry, person)
      end
      remaining = expiry - now
    end
  end
  table.insert(reply, remaining)
end
return reply
