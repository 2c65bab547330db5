/** What an attacker would send, byte for byte, to a real gateway with a real portal behind it. */
package fr.ecluse.gateway.hostile;
