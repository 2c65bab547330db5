-- Finds or takes a seat of a service for somebody who has one in the ENT.
--
-- ARGV[1]  person
-- ARGV[2]  service
-- ARGV[3]  ms since the person's last activity
-- Reply    {'served', remaining ms}
--       or {'full'}: every seat of the service is taken
--       or {'none'}: the person has no seat in the ENT
--       or error NOPOLICY

local person, service = ARGV[1], ARGV[2]

local policy = read_policy()
if not policy then
  return NO_POLICY
end
local seat = find_seat(person)
if not seat or seat.admitted_at + policy.longest <= now then
  return { 'none' }
end

local seats = service_key(service, seat.role)
if tonumber(redis.call('ZSCORE', seats, person) or 0) <= now then
  local ceiling = tonumber(redis.call('HGET', key('services'), service) or NEVER)
  if count_served(service) >= ceiling then
    return { 'full' }
  end
  redis.call('SADD', key('served'), service)
end
local expiry = earned_expiry(policy, seat, tonumber(ARGV[3]))
extend_seat(person, seat, expiry)
if expiry <= now then -- idle for long, and still sitting
  expiry = math.min(seat.expiry, seat.admitted_at + policy.longest)
end
redis.call('ZADD', seats, expiry, person)
return { 'served', expiry - now }
