-- Extends unexpired seats of services; cannot revive one, and never shortens one.
--
-- ARGV[3i-2]  person
-- ARGV[3i-1]  service
-- ARGV[3i]    ms since the person's last activity on the service
-- Reply       for each: ms until the seat expires, or -1 if there is no seat; or error NOPOLICY

local policy = read_policy()
if not policy then
  return NO_POLICY
end

local reply = {}
for i = 1, #ARGV, 3 do
  local person, service = ARGV[i], ARGV[i + 1]
  local seat = find_seat(person)
  local remaining = -1
  if seat and seat.admitted_at + policy.longest > now then
    local seats = service_key(service, seat.role)
    local before = tonumber(redis.call('ZSCORE', seats, person) or 0)
    if before > now then
      local expiry = earned_expiry(policy, seat, tonumber(ARGV[i + 2]))
      extend_seat(person, seat, expiry)
      expiry = math.max(expiry, before)
      if expiry ~= before then
        redis.call('ZADD', seats, expiry, person)
      end
      remaining = expiry - now
    end
  end
  table.insert(reply, remaining)
end
return reply
