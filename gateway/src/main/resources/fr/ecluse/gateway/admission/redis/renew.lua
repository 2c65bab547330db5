-- Extends unexpired seats; cannot revive one, and never shortens one.
--
-- ARGV[2i-1]  person
-- ARGV[2i]    ms since the person's last activity
-- Reply       for each person: ms until the seat expires, or -1 if there is no seat; or error NOPOLICY

local policy = read_policy()
if not policy then
  return NO_POLICY
end

local reply = {}
for i = 1, #ARGV, 2 do
  local person = ARGV[i]
  local seat = find_seat(person)
  local remaining = -1
  if seat and seat.admitted_at + policy.longest > now then
    local active = now - tonumber(ARGV[i + 1]) + policy.idle
    local expiry = math.min(math.max(active, seat.expiry), seat.admitted_at + policy.longest)
    if expiry ~= seat.expiry then
      redis.call('ZADD', key('seats:' .. seat.role), expiry, person)
    end
    remaining = expiry - now
  end
  table.insert(reply, remaining)
end
return reply
