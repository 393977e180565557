import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4') // also as IPv6: ::ffff:127.0.0.1
loopback.addAddress('::1', 'ipv6')

/** Whether a host name or address, in any notation, is a loopback address, which no other machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host)
  // every request asks for its host, and a check of the list takes several microseconds
  if (bare === 'localhost' || bare === '127.0.0.1' || bare === '::1') return true
  const family = isIP(bare)
  return family !== 0 && loopback.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** Returns the host in lower case, without the brackets of an IPv6 address and without a trailing dot. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
