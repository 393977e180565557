import { expect, test } from 'vitest'
import { HeldBytes } from '../../src/http/heldBytes.ts'

test('beyond the limit, the connection that holds the most is evicted, and no longer counted', () => {
  const evicted: string[] = []
  const held = new HeldBytes(100)
  const track = (name: string) => held.track(() => evicted.push(name))
  const [a, b, c] = [track('a'), track('b'), track('c')]
  a.add(40)
  b.add(50)
  c.add(10)
  expect(evicted).toEqual([])
  c.add(1)
  expect(evicted).toEqual(['b'])
  b.add(1_000)
  expect([evicted, b.bytes]).toEqual([['b'], 0])
  a.remove(30)
  a.end()
  c.add(89)
  expect(evicted).toEqual(['b'])
  c.add(1)
  expect(evicted).toEqual(['b', 'c'])
})
