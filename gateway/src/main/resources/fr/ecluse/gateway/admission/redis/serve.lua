-- Finds or takes a seat of a service for somebody who has one in the ENT.
--
-- ARGV[1]  the epoch that the node knows, or empty
-- ARGV[2]  person
-- ARGV[3]  service
-- ARGV[4]  ms since the person's last activity
-- ARGV[5]  'observe': a full service gives a seat all the same; else nothing
-- Reply    {'served', remaining ms}
--       or {'beyond', remaining ms}: taken just now, although there was none
--       or {'full'}: every seat of the service is taken, or nodes re-enter what they hold
--       or {'none'}: the person has no seat in the ENT
--       or error NOPOLICY, or EPOCH

local person, service, idle_for = ARGV[2], ARGV[3], tonumber(ARGV[4])

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
local seat = ledger_of(policy).read_seat(person)
if not seat or seat.expired or expiry_of(policy, seat.admitted_at, now) <= now then
  return { 'none' }
end

local answer, seats = 'served', service_key(service, seat.role)
if tonumber(redis.call('ZSCORE', seats, person) or 0) <= now then
  local ceiling = tonumber(redis.call('HGET', key('services'), service) or NEVER)
  if policy.reentry or count_served(policy, service) >= ceiling then
    if ARGV[5] ~= 'observe' then
      return { 'full' }
    end
    answer = 'beyond'
  end
  redis.call('SADD', key('served'), service)
end
redis.call('DEL', key('nothing'))
local expiry = extend_seat(policy, person, seat, idle_for)
if expiry <= now then -- idle for long, and still sitting: no longer than that
  expiry = expiry_of(policy, seat.admitted_at, seat.expiry - policy.idle)
end
redis.call('ZADD', seats, expiry, person)
return { answer, expiry - now }
