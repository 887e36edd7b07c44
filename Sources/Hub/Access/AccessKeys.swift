import Crypto
import Synchronization

/// The API keys that hold, by the digest of their secret: who calls is answered from memory.
///
/// Secrets are 160 bits of chance, so a plain SHA-256 keeps them: there is nothing to guess, and it costs less than a
/// microsecond a call.
public final class AccessKeys: Sendable {
  /// What every secret begins with, so that people and scanners know one when they see one.
  public static let secretPrefix = "mk_"
  /// How many characters follow: each holds five bits.
  public static let secretCharacters = 32

  private struct Known {
    var digest: SecretDigest
    var access: Access
  }

  /// By the first eight bytes of the digest, which tell nobody anything about a secret that they do not have.
  private let known = Mutex<[UInt64: [Known]]>([:])

  /// Nobody may call yet.
  public init() {}

  /// Takes these keys in place of those it had; revoked ones are left out, and ones with a digest of another length.
  public func load(_ keys: [StoredAccessKey]) {
    var table: [UInt64: [Known]] = [:]
    for key in keys where key.revokedAtMilliseconds == nil {
      guard let digest = SecretDigest(key.secretDigest) else { continue }
      let access = Access(key: key.number, name: key.name, scopes: key.scopes)
      table[digest.words.0, default: []].append(Known(digest: digest, access: access))
    }
    known.withLock { $0 = table }
  }

  /// Who calls with a secret; nothing when nobody may.
  public func access(secret: String) -> Access? {
    let digest = SecretDigest(of: secret)
    return known.withLock { table in
      var found: Access?
      for candidate in table[digest.words.0] ?? [] where candidate.digest.isEqual(to: digest) {
        found = candidate.access
      }
      return found
    }
  }

  /// A new secret: ``secretPrefix`` and ``secretCharacters`` of RFC 4648 base 32 in lower case, from the system's
  /// cryptographic source of chance.
  public static func makeSecret() -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var chance = SystemRandomNumberGenerator()
    var bytes = Array(secretPrefix.utf8)
    for _ in 0..<secretCharacters { bytes.append(alphabet[Int(chance.next() & 31)]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What the store keeps of a secret: its SHA-256.
  public static func digest(of secret: String) -> [UInt8] { SecretDigest(of: secret).bytes }
}

/// SHA-256 of a secret, as four words.
struct SecretDigest: Sendable {
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest of a secret.
  init(of secret: String) {
    var hash = SHA256()
    var secret = secret
    secret.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    words = hash.finalize().withUnsafeBytes { SecretDigest.words(of: $0) }
  }

  /// A digest that was kept; nothing when it has not 32 bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == SHA256.byteCount else { return nil }
    words = bytes.withUnsafeBytes { SecretDigest.words(of: $0) }
  }

  private static func words(of bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    return (word(0), word(1), word(2), word(3))
  }

  /// Its bytes.
  var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }

  /// Whether both are the same, in a time that does not depend on where they differ.
  func isEqual(to other: SecretDigest) -> Bool {
    (words.0 ^ other.words.0) | (words.1 ^ other.words.1) | (words.2 ^ other.words.2) | (words.3 ^ other.words.3) == 0
  }
}

extension Digest128 {
  /// The first half of the SHA-256 of parts, each with its length before it, so that no two lists of parts are alike.
  public init(sha256Of parts: [[UInt8]]) {
    var hash = SHA256()
    for part in parts {
      withUnsafeBytes(of: UInt64(part.count).bigEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: part)
    }
    let words = hash.finalize().withUnsafeBytes { bytes in
      (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
    self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
  }
}
