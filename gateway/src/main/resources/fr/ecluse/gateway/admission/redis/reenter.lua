-- Takes back seats that a node holds and Redis has lost, or has never heard of. Nobody who sits is sent away for it: an
-- excess over the ceiling goes as people leave. What was freed meanwhile stays free.
--
-- ARGV[1]     the epoch that they are told to
-- ARGV[4i-2]  person   ARGV[4i-1] role   ARGV[4i] ms since the seat was taken   ARGV[4i+1] ms until it expires
-- Reply       for each person: ms until the seat expires, or -1 if there is none; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))

local ledger = ledger_of(policy)

-- A seat that was freed longer ago than it can stay unused is held by nobody any more. One of the same quarter of a second
-- may have been taken after that, and is believed.
local function was_freed(person, role, admitted_at)
  local freed_at = math.max(tonumber(redis.call('ZSCORE', key('freed'), person) or 0),
    tonumber(redis.call('HGET', key('freed-roles'), role) or 0))
  return freed_at > now - policy.idle and admitted_at + ADMISSION_UNIT <= freed_at
end

-- The one seat of two: the more favoured role, the earlier admission, the later expiry.
local function take(person, role, admitted_at, expiry)
  local seat = ledger.read_seat(person)
  if seat and not seat.expired then
    role = ledger.rank(role) < ledger.rank(seat.role) and role or seat.role
    admitted_at = math.min(admitted_at, seat.admitted_at)
    expiry = math.max(expiry, seat.expiry)
  elseif was_freed(person, role, admitted_at) then
    return -1
  end
  expiry = expiry_of(policy, admitted_at, expiry - policy.idle)
  if expiry <= now then
    return -1
  end
  name_role(policy, role)
  put_seat(person, role, expiry, admitted_at)
  if seat and seat.role ~= role then
    redis.call('ZREM', policy.seats[seat.role], person)
    move_services(person, seat, role)
  end
  ledger.leave_lanes(person)
  return expiry - now
end

local reply = {}
for i = 2, #ARGV, 4 do
  local age, remaining = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local admitted_at = now - age
  table.insert(reply, take(ARGV[i], ARGV[i + 1], admitted_at - admitted_at % ADMISSION_UNIT, now + remaining))
end
if policy.reentry then
  local MORE, MOST = 1000, 10000 -- from this seat on, and from the loss
  policy.reentry_until = math.max(policy.reentry_until, math.min(now + MORE, policy.lost_at + MOST))
  save(policy)
end
return reply
