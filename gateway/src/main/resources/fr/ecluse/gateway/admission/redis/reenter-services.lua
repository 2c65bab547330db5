-- Takes back seats of services that a node holds and Redis has lost, after the seats in the ENT (reenter.lua): without such a
-- one there is nothing to come back to, and they end with it at the latest. An excess goes as people leave.
--
-- ARGV[1]     the epoch that they are told to
-- ARGV[3i-1]  person   ARGV[3i] service   ARGV[3i+1] ms until it expires
-- Reply       for each: ms until the seat expires, or -1 if there is none; or error NOPOLICY, or EPOCH

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
  if seat and not seat.expired then
    local seats = service_key(service, seat.role)
    local before = tonumber(redis.call('ZSCORE', seats, person) or 0)
    local expiry = math.max(before, math.min(now + tonumber(ARGV[i + 2]), seat.expiry))
    if expiry > now then
      redis.call('SADD', key('served'), service)
      redis.call('ZADD', seats, expiry, person)
      remaining = expiry - now
    end
  end
  table.insert(reply, remaining)
end
return reply
