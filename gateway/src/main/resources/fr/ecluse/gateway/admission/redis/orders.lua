-- Stands before the scripts that know what the operators have ordered.
--
-- After KEYS[1]:
--   :order:SUBJECT  hash  of the standing order about that subject, one of those below: version; value, empty: withdrawn; until
--                         when it stands; by reason. Only its own scripts read it, so whoever does not know it works on
local ORDERED = { 'mode', 'message', 'limits' }

-- Those whose value is too long to be said each second: a census says their version alone.
local LONG = { 'blocks' }

-- An order as a reply says it: subject, value or '' if none stands, version, ms until it ends or -1, by, reason.
local function order_reply(subject)
  local order = redis.call('HMGET', key('order:' .. subject), 'version', 'value', 'until', 'by', 'reason')
  local version, ends = tonumber(order[1] or 0), tonumber(order[3] or 0)
  if not order[2] or order[2] == '' or ends <= now then
    return { subject, '', version, -1, '', '' }
  end
  return { subject, order[2], version, ends ~= NEVER and ends - now or -1, order[4], order[5] }
end

local function set_order(subject, version, value, ends_in, by, reason)
  redis.call('HSET', key('order:' .. subject), 'version', version, 'value', value,
    'until', value == '' and 0 or ends_in and now + ends_in or NEVER, 'by', by, 'reason', reason)
end

-- Nobody is called while the operators hold the door.
local function door_is_held()
  return order_reply('mode')[2] == 'hold'
end
