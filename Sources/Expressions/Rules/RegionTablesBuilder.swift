/// Builds the tables of regions, one slot after another.
struct RegionTablesBuilder {
  private typealias Plan = RegionTables.Plan
  private typealias Region = RegionTables.Region

  private let wordCount: Int
  private let tableWordsMax: Int
  private var tables = RegionTables()
  private var direct: [Plan] = []
  private var searched: [Plan] = []
  private var placeOfSet: [[UInt64]: UInt32] = [:]

  /// The most keys that a slot may spread over and still have a region for each key, found without searching.
  private static let directKeysMax: UInt64 = 1024

  init(wordCount: Int, tableWordsMax: Int) {
    self.wordCount = wordCount
    self.tableWordsMax = tableWordsMax
    let empty = [UInt64](repeating: 0, count: wordCount)
    placeOfSet[empty] = RegionTables.emptySet
    tables.sets = [0] + (wordCount > RegionTables.blockWords ? [] : empty)
  }

  /// Adds a slot; false, and nothing changed, when its sets do not fit any more.
  mutating func add(_ slot: RuleParts.Slot) -> Bool {
    let setsBefore = tables.sets.count
    guard let states = stateRegions(slot), let (cuts, regions) = keyRegions(slot) else {
      tables.sets.removeSubrange(setsBefore...)
      placeOfSet = placeOfSet.filter { $0.value < setsBefore }
      return false
    }
    var plan = Plan(
      slot: UInt32(truncatingIfNeeded: slot.slot), regions: UInt32(tables.regions.count),
      magnitudeFlip: slot.kind.magnitudeFlip, signFlip: slot.kind.signFlip)
    tables.regions += states
    if let first = cuts.first, let last = cuts.last, last - first < RegionTablesBuilder.directKeysMax {
      addDirect(cuts, regions, first: first, last: last, &plan)
      direct.append(plan)
    } else {
      addSearched(cuts, regions, &plan)
      searched.append(plan)
    }
    return true
  }

  /// The finished tables.
  consuming func tables(alwaysFalse: [UInt64], alwaysError: [UInt64]) -> RegionTables {
    var result = tables
    result.plans = direct + searched
    result.directEnd = direct.count
    result.alwaysFalse = alwaysFalse
    result.alwaysError = alwaysError
    return result
  }

  /// A region for each key from just before the first cut to the last cut.
  private mutating func addDirect(
    _ cuts: [UInt64], _ regions: [Region], first: UInt64, last: UInt64, _ plan: inout Plan
  ) {
    // A cut is the second key of something, so there is a key before the first one.
    plan.low = first - 1
    plan.last = last - plan.low
    var region = 0
    for key in plan.low...last {
      if region < cuts.count, cuts[region] == key { region += 1 }
      tables.regions.append(regions[region])
    }
  }

  /// Cuts and regions, filled up to a power of two.
  private mutating func addSearched(_ cuts: [UInt64], _ regions: [Region], _ plan: inout Plan) {
    while 1 << plan.steps < regions.count { plan.steps += 1 }
    plan.cutsStart = UInt32(tables.cuts.count)
    let filling = (1 << Int(plan.steps)) - regions.count
    tables.cuts += cuts + Array(repeating: .max, count: filling)
    tables.regions += regions + Array(repeating: regions[regions.count - 1], count: filling)
  }

  /// The regions for rows without a word in the slot, by raw value of ``SlotState``.
  private mutating func stateRegions(_ slot: RuleParts.Slot) -> [Region]? {
    var sets = BitSets(wordCount: wordCount)
    var regions = Array(
      repeating: Region(falseSet: RegionTables.emptySet, errorSet: RegionTables.emptySet),
      count: RegionTables.stateRegions)
    for (state, truth) in [(SlotState.absent, \SlotPredicate.absent), (.null, \.null), (.other, \.other)] {
      for (predicate, bits) in slot.predicates { sets.set(bits, to: predicate[keyPath: truth]) }
      guard let region = intern(sets) else { return nil }
      regions[Int(state.rawValue)] = region
    }
    return regions
  }

  /// The regions of keys and the keys at which all but the first begin, by a sweep over the pieces of all predicates.
  private mutating func keyRegions(_ slot: RuleParts.Slot) -> (cuts: [UInt64], regions: [Region])? {
    var sets = BitSets(wordCount: wordCount)
    var changes: [(key: UInt64, predicate: Int, truth: Truth)] = []
    for (place, part) in slot.predicates.enumerated() {
      for piece in part.predicate.pieces { changes.append((piece.start, place, piece.truth)) }
    }
    changes.sort { ($0.key, $0.predicate) < ($1.key, $1.predicate) }
    var cuts: [UInt64] = []
    var regions: [Region] = []
    var next = 0
    while next < changes.count {
      let key = changes[next].key
      while next < changes.count, changes[next].key == key {
        sets.set(slot.predicates[changes[next].predicate].bits, to: changes[next].truth)
        next += 1
      }
      guard let region = intern(sets) else { return nil }
      if region == regions.last { continue }
      if key > 0 { cuts.append(key) }
      regions.append(region)
    }
    return (cuts, regions)
  }

  private mutating func intern(_ sets: BitSets) -> Region? {
    guard let falseSet = intern(sets.falseWords), let errorSet = intern(sets.errorWords) else { return nil }
    return Region(falseSet: falseSet, errorSet: errorSet)
  }

  /// The place of a set, stored if it is new; nil when there is no room.
  private mutating func intern(_ set: [UInt64]) -> UInt32? {
    if let place = placeOfSet[set] { return place }
    var firstBlock = 0
    var words = set[...]
    if wordCount > RegionTables.blockWords, let first = set.firstIndex(where: { $0 != 0 }),
      let last = set.lastIndex(where: { $0 != 0 })
    {
      firstBlock = first / RegionTables.blockWords
      words = set[firstBlock * RegionTables.blockWords..<(last / RegionTables.blockWords + 1) * RegionTables.blockWords]
    }
    guard tables.sets.count + words.count < tableWordsMax else { return nil }
    tables.sets.append(UInt64(firstBlock) | UInt64(words.count / RegionTables.blockWords) << 32)
    let place = UInt32(tables.sets.count)
    tables.sets += words
    placeOfSet[set] = place
    return place
  }
}

/// The bits that are false and those that are errors, while the truths of predicates change.
private struct BitSets {
  private(set) var falseWords: [UInt64]
  private(set) var errorWords: [UInt64]

  init(wordCount: Int) {
    falseWords = Array(repeating: 0, count: wordCount)
    errorWords = falseWords
  }

  mutating func set(_ bits: [Int], to truth: Truth) {
    for bit in bits {
      let mask: UInt64 = 1 << UInt64(bit % 64)
      falseWords[bit / 64] &= ~mask
      errorWords[bit / 64] &= ~mask
      switch truth {
      case .true: break
      case .false: falseWords[bit / 64] |= mask
      case .error: errorWords[bit / 64] |= mask
      }
    }
  }
}
