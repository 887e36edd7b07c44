/// A name as a stable 32-bit number: the same name gives the same number in every charter, version and process.
///
/// Ledger entries keep symbols instead of indices, so that what a contact was stays as it was when sent, whatever
/// later charters add, rename or remove. Two names of one charter that give one number are refused on loading.
public struct Symbol: RawRepresentable, Hashable, Comparable, Sendable {
  /// FNV-1a of the name's UTF-8 bytes; never 0 for a name.
  public let rawValue: UInt32

  /// Takes a number that ``init(_:)`` gave.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The symbol of a name. Source of the hash: draft-eastlake-fnv, 32 bits.
  public init(_ name: String) {
    var hash: UInt32 = 0x811c_9dc5
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    rawValue = hash == 0 ? 1 : hash
  }

  /// No name at all.
  public static let none = Symbol(rawValue: 0)

  /// An order without meaning, the same everywhere.
  @inlinable public static func < (a: Symbol, b: Symbol) -> Bool { a.rawValue < b.rawValue }
}
