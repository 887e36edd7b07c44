extension RegionTables {
  /// How many slots' regions are found before their sets are united. Finding them apart lets the processor overlap
  /// searches; the regions of a chunk take 512 bytes of stack.
  private static let chunkSlots = 64

  /// Sets `falseWords` and `errorWords`, of `wordCount` words each, to the union of the sets of the row's regions.
  func unite(
    _ row: RowPointers, wordCount: Int, falseWords: UnsafeMutablePointer<UInt64>,
    errorWords: UnsafeMutablePointer<UInt64>
  ) {
    for word in 0..<wordCount {
      falseWords[word] = alwaysFalse[word]
      errorWords[word] = alwaysError[word]
    }
    withUnsafeTemporaryAllocation(of: Region.self, capacity: RegionTables.chunkSlots) { chunk in
      for first in stride(from: 0, to: plans.count, by: RegionTables.chunkSlots) {
        let end = min(first + RegionTables.chunkSlots, plans.count)
        findRegions(of: first..<end, row, chunk)
        let found = UnsafeMutableBufferPointer(rebasing: chunk[..<(end - first)])
        sets.withUnsafeBytes { sets in
          switch wordCount {
          case 2: RegionTables.unite(SIMD2<UInt64>.self, found, sets, falseWords, errorWords)
          case 4: RegionTables.unite(SIMD4<UInt64>.self, found, sets, falseWords, errorWords)
          default: RegionTables.uniteBlocks(found, sets, falseWords, errorWords)
          }
        }
      }
    }
  }

  /// Finds the regions of the slots of some plans, in their order.
  @inline(__always)
  private func findRegions(
    of range: Range<Int>, _ row: RowPointers, _ found: UnsafeMutableBufferPointer<Region>
  ) {
    plans.withUnsafeBufferPointer { plans in
      regions.withUnsafeBufferPointer { regions in
        cuts.withUnsafeBufferPointer { cuts in
          for place in range {
            let plan = plans[place]
            let rank = plan.rank(row) { key in
              place < directEnd ? plan.clamped(key) : plan.search(cuts, key)
            }
            found[place &- range.lowerBound] = regions[Int(plan.regions) &+ rank]
          }
        }
      }
    }
  }

  /// Unites sets that fill one vector.
  @inline(__always)
  private static func unite<Words: SIMD>(
    _: Words.Type, _ found: UnsafeMutableBufferPointer<Region>, _ sets: UnsafeRawBufferPointer,
    _ falseWords: UnsafeMutablePointer<UInt64>, _ errorWords: UnsafeMutablePointer<UInt64>
  ) where Words.Scalar == UInt64 {
    var falses = UnsafeRawPointer(falseWords).loadUnaligned(as: Words.self)
    var errors = UnsafeRawPointer(errorWords).loadUnaligned(as: Words.self)
    for region in found {
      falses |= sets.loadUnaligned(fromByteOffset: Int(region.falseSet) * 8, as: Words.self)
      errors |= sets.loadUnaligned(fromByteOffset: Int(region.errorSet) * 8, as: Words.self)
    }
    UnsafeMutableRawPointer(falseWords).storeBytes(of: falses, as: Words.self)
    UnsafeMutableRawPointer(errorWords).storeBytes(of: errors, as: Words.self)
  }

  /// Unites sets of several blocks, skipping the blocks that are empty.
  private static func uniteBlocks(
    _ found: UnsafeMutableBufferPointer<Region>, _ sets: UnsafeRawBufferPointer,
    _ falseWords: UnsafeMutablePointer<UInt64>, _ errorWords: UnsafeMutablePointer<UInt64>
  ) {
    for region in found {
      uniteBlocks(of: Int(region.falseSet), sets, falseWords)
      if region.errorSet != emptySet { uniteBlocks(of: Int(region.errorSet), sets, errorWords) }
    }
  }

  @inline(__always)
  private static func uniteBlocks(
    of set: Int, _ sets: UnsafeRawBufferPointer, _ words: UnsafeMutablePointer<UInt64>
  ) {
    let header = sets.loadUnaligned(fromByteOffset: (set - 1) * 8, as: UInt64.self)
    let first = Int(header & 0xFFFF_FFFF)
    let blockBytes = blockWords * 8
    var target = UnsafeMutableRawPointer(words) + first * blockBytes
    var source = set * 8
    for _ in 0..<Int(header >> 32) {
      let united =
        target.loadUnaligned(as: SIMD4<UInt64>.self)
        | sets.loadUnaligned(fromByteOffset: source, as: SIMD4<UInt64>.self)
      target.storeBytes(of: united, as: SIMD4<UInt64>.self)
      target += blockBytes
      source += blockBytes
    }
  }
}

extension RegionTables.Plan {
  /// The place of the row's region among the slot's regions.
  @inline(__always)
  fileprivate func rank(_ row: RowPointers, ofKey: (UInt64) -> Int) -> Int {
    let slot = Int(slot)
    guard slot < row.slotCount else { return Int(SlotState.absent.rawValue) }
    // The word is read and searched in any state; what it leads to is used only if there is one.
    let state = row.states[slot]
    let key = row.words[slot].flipped(ifNegative: magnitudeFlip) ^ signFlip
    let ofWord = RegionTables.stateRegions &+ ofKey(key)
    return state == SlotState.word.rawValue ? ofWord : Int(state & 3)
  }

  /// The place of a key among those from `low` on, the nearest one for keys outside.
  @inline(__always)
  fileprivate func clamped(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: min(max(key, low) &- low, last))
  }

  /// How many cuts are at or before a key.
  ///
  /// What is found is shifted into place and not branched on: customers differ, so the processor foresees nothing, and
  /// over 10,000 of them a search with branches took twice the time (over 200 it seemed faster, learnt by heart).
  @inline(__always)
  fileprivate func search(_ cuts: UnsafeBufferPointer<UInt64>, _ key: UInt64) -> Int {
    let start = Int(cutsStart)
    var count = 0
    var step = Int(steps) &- 1
    while step >= 0 {
      // INVARIANT: the answer is in count..<(count + 2 << step).
      let isBefore = cuts[start &+ count &+ (1 &<< step) &- 1] <= key ? 1 : 0
      count &+= isBefore &<< step
      step &-= 1
    }
    return count
  }
}
