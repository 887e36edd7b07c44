import Testing

@testable import Hub

@Suite("API keys")
struct AccessKeysTests {
  private func stored(_ number: Int, _ secret: String, revoked: Bool = false) -> StoredAccessKey {
    StoredAccessKey(
      number: number, name: "key \(number)", secretDigest: AccessKeys.digest(of: secret), scopes: UInt8(number),
      createdAtMilliseconds: 0, revokedAtMilliseconds: revoked ? 1 : nil)
  }

  @Test("a secret opens what its key permits; others open nothing")
  func lookUp() {
    let keys = AccessKeys()
    let secrets = (0..<100).map { _ in AccessKeys.makeSecret() }
    #expect(keys.access(secret: secrets[0]) == nil)
    keys.load(secrets.enumerated().map { stored($0.offset + 1, $0.element) })
    for (index, secret) in secrets.enumerated() {
      #expect(keys.access(secret: secret) == Access(key: index + 1, name: "key \(index + 1)", scopes: UInt8(index + 1)))
      #expect(keys.access(secret: secret + "a") == nil)
      #expect(keys.access(secret: String(secret.dropLast())) == nil)
    }
    #expect(keys.access(secret: "") == nil)
  }

  @Test("a revoked key, and one whose digest is damaged, open nothing")
  func revoked() {
    let keys = AccessKeys()
    let secret = AccessKeys.makeSecret()
    keys.load([stored(1, secret)])
    #expect(keys.access(secret: secret) != nil)
    keys.load([stored(1, secret, revoked: true)])
    #expect(keys.access(secret: secret) == nil)
    var damaged = stored(1, secret)
    damaged.secretDigest.removeLast()
    keys.load([damaged])
    #expect(keys.access(secret: secret) == nil)
  }

  @Test("secrets have the form that scanners look for, and none comes twice")
  func form() {
    let alphabet = Set("abcdefghijklmnopqrstuvwxyz234567")
    let secrets = (0..<1_000).map { _ in AccessKeys.makeSecret() }
    #expect(Set(secrets).count == 1_000)
    for secret in secrets {
      #expect(secret.hasPrefix("mk_"))
      #expect(secret.count == 35)
      #expect(secret.dropFirst(3).allSatisfy(alphabet.contains))
    }
  }

  @Test("what is kept of a secret is its SHA-256")
  func digest() {
    // FIPS 180-2, appendix B.1.
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let digest = AccessKeys.digest(of: "abc").map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    #expect(digest.joined() == known)
  }

  @Test("a digest of parts depends on where they are cut")
  func parts() {
    let one = Digest128(sha256Of: [Array("ab".utf8), Array("c".utf8)])
    #expect(one == Digest128(sha256Of: [Array("ab".utf8), Array("c".utf8)]))
    #expect(one != Digest128(sha256Of: [Array("a".utf8), Array("bc".utf8)]))
    #expect(one != Digest128(sha256Of: [Array("abc".utf8)]))
  }
}

@Suite("Limits on the rate of calls")
struct RateLimitTests {
  private static let second: Int64 = 1_000_000_000

  @Test("as many calls at once as a second permits, then as they come free")
  func bucket() {
    let limit = RateLimit(callsPerSecondMax: 10)
    for _ in 0..<10 { #expect(limit.take(key: 1, nanoseconds: 0) == nil) }
    #expect(limit.take(key: 1, nanoseconds: 0) == Self.second / 10)
    // A refused call takes nothing.
    #expect(limit.take(key: 1, nanoseconds: 0) == Self.second / 10)
    #expect(limit.take(key: 1, nanoseconds: Self.second / 10 - 1) == 1)
    #expect(limit.take(key: 1, nanoseconds: Self.second / 10) == nil)
    #expect(limit.take(key: 1, nanoseconds: Self.second / 10) != nil)
    // Rest fills it up again, and not beyond.
    for _ in 0..<10 { #expect(limit.take(key: 1, nanoseconds: 60 * Self.second) == nil) }
    #expect(limit.take(key: 1, nanoseconds: 60 * Self.second) != nil)
  }

  @Test("each key has its own")
  func keys() {
    let limit = RateLimit(callsPerSecondMax: 1)
    #expect(limit.take(key: 1, nanoseconds: 5) == nil)
    #expect(limit.take(key: 1, nanoseconds: 5) != nil)
    #expect(limit.take(key: 2, nanoseconds: 5) == nil)
  }

  @Test("over a long time, the rate is kept exactly", arguments: [1, 7, 1_000])
  func rate(perSecond: Int) {
    let limit = RateLimit(callsPerSecondMax: perSecond)
    var taken = 0
    let steps = 4_000
    for step in 0...steps {
      let now = Int64(step) * 10 * Self.second / Int64(steps)
      for _ in 0..<max(2, perSecond / 100) where limit.take(key: 1, nanoseconds: now) == nil { taken += 1 }
    }
    // Ten seconds' worth, and one more that was there at the beginning.
    #expect(taken <= 11 * perSecond + 1)
    #expect(taken >= 10 * perSecond)
  }

  @Test("no limit is no limit")
  func none() {
    let limit = RateLimit(callsPerSecondMax: 0)
    for _ in 0..<1_000 { #expect(limit.take(key: 1, nanoseconds: 0) == nil) }
  }
}
