/// The regions of each slot and the sets of bits that they make false or errors.
///
/// Everything lies in four arrays, so that an evaluation touches few cache lines: a plan a slot, the keys at which its
/// regions begin, its regions, and the sets they point at, equal sets stored once.
struct RegionTables: Sendable {
  /// Where the sets of a region begin in ``sets``.
  struct Region: Hashable, Sendable {
    var falseSet: UInt32
    var errorSet: UInt32
  }

  /// How the region of a slot is found.
  struct Plan: Sendable {
    var slot: UInt32
    /// Where the slot's regions begin: one for each raw value of ``SlotState`` (that of `word` unused), then those of
    /// keys, ascending.
    var regions: UInt32
    /// Searched slots: where the cuts begin. There are `2^steps - 1`, so that each step halves what is left; cuts that
    /// fill up are the greatest key, and the regions after them repeat the last.
    var cutsStart: UInt32 = 0
    var steps: UInt32 = 0
    /// What turns a word into its key, see ``SlotKeyKind``.
    var magnitudeFlip: UInt64
    var signFlip: UInt64
    /// Direct slots: the key of the first region and the place of the last, one region a key, keys outside clamped.
    var low: UInt64 = 0
    var last: UInt64 = 0
  }

  /// Plans, those of direct slots first, then searched slots.
  var plans: [Plan] = []
  var directEnd = 0
  /// INVARIANT: each plan's cuts and regions are within bounds, see ``Plan``.
  var cuts: [UInt64] = []
  var regions: [Region] = []
  /// The sets. Before each stands a word with the blocks of 4 words that are not empty: the first one's number in the
  /// low half, the count in the high half. Sets of 2 words and of 4 are stored whole, of longer ones only these blocks.
  var sets: [UInt64] = []
  /// The set of bits that are false, or errors, whatever the row.
  var alwaysFalse: [UInt64] = []
  var alwaysError: [UInt64] = []

  /// The place of the empty set in ``sets``, in every table.
  static let emptySet: UInt32 = 1
  /// The regions before those of keys, one for each raw value of ``SlotState``.
  static let stateRegions = 4
  /// The words of a block of a set.
  static let blockWords = 4
}
