/// All conditions of a charter compiled together: one look at each slot tells which of thousands of rules fail.
///
/// Conditions are assigned to bits, several conditions to one bit where all must hold. A part that reads a single slot
/// goes into the index: the slot's values are cut into regions within which every such part keeps its truth, and each
/// region carries the set of bits that it makes false and the set of bits that it makes errors. A row's answer is the
/// union of the sets of its slots' regions, so a condition shared by many bits is tested once, and more rules make an
/// evaluation little dearer. Parts that read several slots, and general parts, are left as residuals, evaluated one by
/// one when a bit is asked for.
///
/// The truth of a bit is that of `all` of its conditions: false wins over error, error over true.
///
/// A predicate index in the sense of Hanson and Johnson (Selection predicate indexing for active databases using
/// interval skip lists, 1996), but rules change only with the charter, so the sets of all regions are made beforehand.
///
/// A class: it is immutable and shared, and whoever evaluates with it should not count references to each of its tables.
public final class RuleIndex: Sendable {
  /// How many bits there are; bit `b` is bit `b % 64` of word `b / 64`.
  public let bitCount: Int
  /// How many words a set of bits takes: 2, or a multiple of 4, so that sets are united several words at a time.
  public let wordCount: Int
  /// The set of bits that have a residual, in ``wordCount`` words. The index alone can refute these bits, not grant them.
  public let residualWords: [UInt64]

  /// The tables of regions.
  let tables: RegionTables
  /// The distinct residuals of all bits.
  let residuals: [CompiledCondition]
  /// The residuals of bit `b` are those numbered in `residualNumbers` from `residualStarts[b]` to before the next.
  let residualStarts: [Int]
  let residualNumbers: [Int]

  /// Compiles conditions. See ``CompiledCondition/init(_:slotTypes:)`` for conditions that do not fit the slots.
  ///
  /// - Parameters:
  ///   - bits: the conditions of each bit; a bit without conditions is true.
  ///   - slotTypes: the declared type of each slot.
  public convenience init(bits: [[Condition]], slotTypes: [ValueType]) {
    self.init(bits: bits, slotTypes: slotTypes, tableWordsMax: RuleIndex.tableWordsMax)
  }

  /// The most words of region sets: 128 MiB. Slots whose sets would go beyond it are left to residuals, which are
  /// slower but small.
  static let tableWordsMax = 1 << 24

  init(bits: [[Condition]], slotTypes: [ValueType], tableWordsMax: Int) {
    let wordCount = RuleIndex.wordCount(forBits: bits.count)
    var parts = RuleParts(bitCount: bits.count, wordCount: wordCount)
    for (bit, conditions) in bits.enumerated() {
      parts.add(.joined(conditions.map { RuleFormula($0, slotTypes: slotTypes) }, .all), bit: bit)
    }
    var builder = RegionTablesBuilder(wordCount: wordCount, tableWordsMax: tableWordsMax)
    for slot in parts.slots where !builder.add(slot) { parts.addResiduals(of: slot) }
    bitCount = bits.count
    self.wordCount = wordCount
    tables = builder.tables(alwaysFalse: parts.alwaysFalse, alwaysError: parts.alwaysError)
    residuals = parts.residuals.map { CompiledCondition($0) }
    residualWords = parts.residualWords
    residualNumbers = parts.residualsOfBit.flatMap { $0 }
    residualStarts = parts.residualsOfBit.reduce(into: [0]) { starts, numbers in
      starts.append(starts[starts.count - 1] + numbers.count)
    }
  }

  /// The words that a set of bits takes.
  private static func wordCount(forBits bitCount: Int) -> Int {
    bitCount <= 128 ? 2 : (bitCount + 255) / 256 * 4
  }

  /// Whether a bit has a residual.
  public func hasResidual(_ bit: Int) -> Bool { residualStarts[bit] < residualStarts[bit + 1] }
}
