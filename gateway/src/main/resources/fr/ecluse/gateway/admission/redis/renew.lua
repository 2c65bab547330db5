-- Extends unexpired seats; cannot revive one, and never shortens one.
--
-- ARGV[1]     the epoch that the node knows, or empty
-- ARGV[2i]    person
-- ARGV[2i+1]  ms since the person's last activity
-- Reply       for each person: ms until the seat expires, or -1 if there is no seat; or error NOPOLICY, or EPOCH

local policy = read_policy()
if not policy then
  return NO_POLICY
end
local other_epoch = stranger(policy, ARGV[1])
if other_epoch then
  return other_epoch
end
write_at_any_rate()

local reply = {}
for i = 2, #ARGV, 2 do
  local person = ARGV[i]
  local seat = find_seat(person)
  local remaining = -1
  if seat then
    local active_at = now - tonumber(ARGV[i + 1])
    local expiry = expiry_of(policy, seat.admitted_at, math.max(active_at, seat.expiry - policy.idle))
    if expiry > now then
      if expiry ~= seat.expiry then
        put_seat(person, seat.role, expiry, seat.admitted_at)
      end
      remaining = expiry - now
    end
  end
  table.insert(reply, remaining)
end
return reply
