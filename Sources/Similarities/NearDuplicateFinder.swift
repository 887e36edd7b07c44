/// Two texts that are nearly the same.
public struct NearDuplicatePair: Hashable, Sendable {
  /// The place of the first text in the list that was compared.
  public let first: Int
  /// The place of the second, after the first.
  public let second: Int
  /// The share of runs of words that they have in common, ``NearDuplicateFinder/resemblanceMin`` … 1.
  public let resemblance: Double
}

/// Which of many texts are nearly the same.
public struct NearDuplicates: Sendable {
  /// Texts that hang together by near pairs, each group ascending, the groups by their first text.
  public var groups: [[Int]]
  /// The near pairs that were looked at, ascending. Of texts with the very same runs, each stands in a pair with the first of them only.
  public var pairs: [NearDuplicatePair]
  /// Whether there were more candidates than ``NearDuplicateFinder/candidatesMax``, so that some pairs may be missing.
  public var isIncomplete: Bool
}

/// Finds texts that are nearly the same, without comparing each with each.
///
/// Each text has a signature of 160 minima in 40 bands of 4; texts that agree in all places of some band are candidates, and
/// of candidates the resemblance is computed exactly. So no pair is reported that is not near; one of resemblance s is
/// missed with a probability of (1 − s⁴)⁴⁰: 4 in a thousand at 0.6, 2 in a hundred thousand at 0.7, less beyond.
/// The same texts in the same order give the same answer on any machine.
///
/// Source: A. Broder, "On the resemblance and containment of documents", 1997; the bands: J. Leskovec, A. Rajaraman,
/// J. Ullman, "Mining of Massive Datasets", 3.4.
public struct NearDuplicateFinder: Sendable {
  /// The least resemblance that makes two texts near, usually 0.7.
  public var resemblanceMin: Double
  /// The most candidates that are compared.
  public var candidatesMax = 5_000_000

  private static let bandRows = 4

  /// Makes a finder; `resemblanceMin` lies in 0.5 … 1, below which the bands miss too much.
  public init(resemblanceMin: Double = 0.7) { self.resemblanceMin = min(1, max(0.5, resemblanceMin)) }

  /// The near duplicates among texts. A text without words is near to none.
  public func find(_ texts: [String]) -> NearDuplicates { find(texts.map(ShingleSet.init)) }

  /// The near duplicates among texts that were cut into runs already.
  public func find(_ sets: [ShingleSet]) -> NearDuplicates {
    // Texts with the same runs are one text to everything that follows.
    var firstOf: [ShingleSet: Int] = [:]
    var distinct: [Int] = []
    var pairs: [NearDuplicatePair] = []
    for (place, set) in sets.enumerated() where !set.hashes.isEmpty {
      if let first = firstOf[set] {
        pairs.append(NearDuplicatePair(first: first, second: place, resemblance: 1))
      } else {
        firstOf[set] = place
        distinct.append(place)
      }
    }
    let (candidates, isIncomplete) = candidates(distinct, sets)
    for candidate in candidates {
      let (first, second) = (Int(candidate >> 32), Int(candidate & 0xFFFF_FFFF))
      let resemblance = sets[first].resemblance(to: sets[second])
      if resemblance >= resemblanceMin {
        pairs.append(NearDuplicatePair(first: first, second: second, resemblance: resemblance))
      }
    }
    pairs.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    return NearDuplicates(
      groups: NearDuplicateFinder.groups(of: pairs, count: sets.count), pairs: pairs, isIncomplete: isIncomplete)
  }

  /// Pairs of texts that agree in a band, packed into one number each, ascending.
  private func candidates(_ distinct: [Int], _ sets: [ShingleSet]) -> (pairs: [UInt64], isIncomplete: Bool) {
    var seen: Set<UInt64> = []
    let signatures = distinct.map { MinHashSignature(sets[$0]) }
    for band in 0..<MinHashSignature.length / NearDuplicateFinder.bandRows {
      var keyed = signatures.enumerated().map { place, signature in
        (key: signature.key(ofBand: band, rows: NearDuplicateFinder.bandRows), place: place)
      }
      keyed.sort { ($0.key, $0.place) < ($1.key, $1.place) }
      var start = 0
      while start < keyed.count {
        var end = start + 1
        while end < keyed.count, keyed[end].key == keyed[start].key { end += 1 }
        for a in start..<end {
          for b in a + 1..<max(a + 1, end) {
            guard seen.count < candidatesMax else { return (seen.sorted(), true) }
            seen.insert(UInt64(distinct[keyed[a].place]) << 32 | UInt64(distinct[keyed[b].place]))
          }
        }
        start = end
      }
    }
    return (seen.sorted(), false)
  }

  /// The connected groups of more than one.
  private static func groups(of pairs: [NearDuplicatePair], count: Int) -> [[Int]] {
    var parents = Array(0..<count)
    func root(_ place: Int) -> Int {
      var place = place
      while parents[place] != place {
        parents[place] = parents[parents[place]]
        place = parents[place]
      }
      return place
    }
    for pair in pairs {
      let (a, b) = (root(pair.first), root(pair.second))
      // The least place is the root, so that the order of pairs does not matter.
      parents[max(a, b)] = min(a, b)
    }
    var members: [Int: [Int]] = [:]
    for place in Set(pairs.flatMap { [$0.first, $0.second] }).sorted() {
      members[root(place), default: []].append(place)
    }
    return members.sorted { $0.key < $1.key }.map(\.value)
  }
}
