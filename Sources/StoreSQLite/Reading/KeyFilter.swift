import GRDB
import Hub
import Synchronization

/// Which once-keys were surely never used, answered from memory: almost every key that is asked for is new, and should
/// not cost a read of the disk.
///
/// A Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970). It is filled from the
/// database
/// beside the work after opening, and again when it has taken as many keys as it was made for; until then every key
/// may be known. Keys that were forgotten stay in it until it is filled again, which costs a read each.
final class KeyFilter: Sendable {
  /// Bits for each key; with ``probes`` bits set, one new key in a thousand is taken for a known one.
  private static let bitsPerKey = 16
  private static let probes: UInt64 = 6
  /// The fewest keys that a filter is made for: 2 MiB.
  static let keysMin = 1 << 20

  /// Bits that keys set.
  struct Bits: Sendable {
    private var words: [UInt64]
    private let mask: UInt64
    private(set) var keyCount = 0
    let keysMax: Int

    /// Makes a filter for so many keys.
    init(keysMax: Int) {
      var bitCount = 64
      while bitCount < keysMax * KeyFilter.bitsPerKey { bitCount *= 2 }
      words = [UInt64](repeating: 0, count: bitCount / 64)
      mask = UInt64(bitCount - 1)
      self.keysMax = keysMax
    }

    /// Takes a key.
    mutating func add(_ key: Digest128) {
      keyCount += 1
      for probe in 0..<KeyFilter.probes {
        let bit = self.bit(key, probe)
        words[Int(bit >> 6)] |= 1 << (bit & 63)
      }
    }

    /// Whether a key may have been taken; false is sure.
    func mayHold(_ key: Digest128) -> Bool {
      for probe in 0..<KeyFilter.probes {
        let bit = self.bit(key, probe)
        if words[Int(bit >> 6)] & (1 << (bit & 63)) == 0 { return false }
      }
      return true
    }

    /// Digests are as good as hashes of themselves. An odd step reaches every bit.
    private func bit(_ key: Digest128, _ probe: UInt64) -> UInt64 { (key.high &+ probe &* (key.low | 1)) & mask }
  }

  private struct State {
    /// Answers; nothing before it was filled the first time.
    var complete: Bits?
    /// Is being filled.
    var filling: Bits?
  }

  private let state = Mutex(State())
  private let keysMin: Int

  /// Makes a filter that knows nothing.
  init(keysMin: Int = KeyFilter.keysMin) { self.keysMin = keysMin }

  /// Whether a key may have been used; false is sure.
  func mayHold(_ key: Digest128) -> Bool { state.withLock { $0.complete?.mayHold(key) ?? true } }

  /// Takes the keys of commits, before they are written: a key on disk that the filter does not know would be used
  /// twice.
  func add(_ commits: [Commit]) {
    guard commits.contains(where: { !$0.onceKeys.isEmpty }) else { return }
    state.withLock { state in
      for commit in commits {
        for key in commit.onceKeys {
          state.complete?.add(key.key)
          state.filling?.add(key.key)
        }
      }
    }
  }

  /// Whether it is to be filled anew, because it was never or has taken too many keys.
  var isDue: Bool {
    state.withLock { state in
      guard state.filling == nil else { return false }
      return state.complete.map { $0.keyCount > $0.keysMax } ?? true
    }
  }

  /// Gets ready to be filled: from here on, keys that are written are noted for the new filling as well.
  /// - Returns: false when it is being filled already.
  func beginFilling() -> Bool {
    state.withLock { state in
      guard state.filling == nil else { return false }
      state.filling = Bits(keysMax: max(keysMin, 2 * (state.complete?.keyCount ?? 0)))
      return true
    }
  }

  /// Fills it with the keys of the database. The transaction must have begun after ``beginFilling()``.
  func fill(from connection: Database) throws {
    do {
      let query = try Query(
        connection, "SELECT high, low FROM recent_once_keys UNION ALL SELECT high, low FROM sorted_once_keys")
      var some: [Digest128] = []
      try query.forEach {
        some.append(Digest128(high: query.hash(0), low: query.hash(1)))
        if some.count == 4096 { take(&some) }
        return true
      }
      take(&some)
      state.withLock { state in
        state.complete = state.filling
        state.filling = nil
      }
    } catch {
      state.withLock { $0.filling = nil }
      throw error
    }
  }

  /// A few at a time, so that nobody waits for the lock for long.
  private func take(_ keys: inout [Digest128]) {
    state.withLock { state in for key in keys { state.filling?.add(key) } }
    keys.removeAll(keepingCapacity: true)
  }
}
