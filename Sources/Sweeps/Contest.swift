/// Who wants which slots: the options of one customer after another, packed.
///
/// A customer takes 15 bytes and an option 12. Options that are never worth taking are left out on the way in: those
/// worth no more than what costs nothing scarce, and those that another option beats while it takes the same.
public struct Contest: Sendable {
  /// The most floors of all limits together.
  public static let floorsMax = 64

  /// The most options of one customer that take different things; further ones are left out.
  public static let optionsMax = 255

  /// The greatest worth, in money; what is worth more counts as so much.
  public static let worthMax = 1e15

  /// What is scarce.
  public let limits: [SlotLimit]
  /// Which limits a treatment touches, by kind: treatments that take the same are of one kind.
  let kinds: [[SlotUse]]
  /// The kind of each treatment; −1: nothing scarce.
  let kindOfTreatment: [Int32]
  /// Where the floors of each limit begin in the mask of a customer.
  let firstFloor: [Int]
  /// Where the plans lie that customers are decided by, one after the other.
  let parts: [ContestPart]

  // By customer.
  private(set) var keys: [UInt64] = []
  private(set) var ends: [UInt32] = []
  private(set) var classes: [UInt16] = []
  // By option.
  private(set) var treatments: [UInt32] = []
  private(set) var gains: [Double] = []

  /// The floors that customers belong to: one mask a class, with one bit a limit at most.
  private(set) var classMasks: [UInt64] = [0]
  private var classOfMask: [UInt64: UInt16] = [0: 0]
  /// Worth of what costs nothing scarce, over all customers, in 2⁻²⁰ of money; whole, so that no order of sums matters.
  private(set) var fallbackWorth: Int128 = 0
  private var gainSum: Int128 = 0
  /// More than all customers together can gain, in money; no price lies beyond it, on either side of 0.
  var gainMax: Double { 1 + Contest.money(gainSum) }
  /// What a unit of a floor weighs, so that floors come first: more than any price can take from it.
  var floorWeight: Double { 2 * gainMax }

  /// Opens a contest.
  ///
  /// - Parameters:
  ///   - limits: what is scarce, with at most ``floorsMax`` floors together; more keep nothing.
  ///   - uses: by treatment, what it takes; amounts below 1 are left out.
  public init(limits: [SlotLimit], uses: [[SlotUse]]) {
    self.init(limits: limits, uses: uses, parts: [ContestPart(treatments: uses.indices, floors: nil)])
  }

  init(limits: [SlotLimit], uses: [[SlotUse]], parts: [ContestPart]) {
    self.parts = parts
    var firstFloor: [Int] = []
    var floorCount = 0
    var kept = limits
    for index in limits.indices {
      firstFloor.append(floorCount)
      kept[index].floors = Array(limits[index].floors.prefix(Contest.floorsMax - floorCount))
      floorCount += kept[index].floors.count
    }
    var kinds: [[SlotUse]] = []
    var numbers: [[SlotUse]: Int32] = [:]
    kindOfTreatment = uses.map { uses in
      let uses = Contest.merged(uses.filter { limits.indices.contains($0.limit) && $0.amount > 0 })
      if uses.isEmpty { return -1 }
      if let number = numbers[uses] { return number }
      numbers[uses] = Int32(kinds.count)
      kinds.append(uses)
      return Int32(kinds.count - 1)
    }
    self.limits = kept
    self.kinds = kinds
    self.firstFloor = firstFloor
  }

  /// How many customers were added.
  public var count: Int { keys.count }
  /// How many options are kept.
  public var optionCount: Int { gains.count }
  /// The memory of the packed options and customers, in bytes.
  public var byteCount: Int { keys.count * 14 + gains.count * 12 }

  /// Adds a customer.
  ///
  /// - Parameters:
  ///   - key: what keyed chance knows the customer by; ties between customers are broken by it.
  ///   - fallback: the worth, in money, of the best that takes nothing scarce; 0 for silence.
  ///   - options: what takes something scarce; options of other treatments and of no finite worth are left out.
  ///   - floors: one bit a floor of the limits, in their order: whether the customer is in its segment.
  /// - Returns: the position of the customer, by which the outcome is asked for.
  @discardableResult
  public mutating func add(key: UInt64, fallback: Double, options: some Sequence<SlotOption>, floors: UInt64 = 0)
    -> Int
  {
    let first = gains.count
    let factor = Contest.factor(key)
    let fallback = fallback.isFinite ? min(max(fallback, -Contest.worthMax), Contest.worthMax) : 0
    for option in options {
      guard kindOfTreatment.indices.contains(option.treatment) else { continue }
      let kind = kindOfTreatment[option.treatment]
      let gain = option.worth - fallback
      guard kind >= 0, gain > 0, gain.isFinite, canFit(Int(kind)) else { continue }
      keep(option.treatment, min(gain, Contest.worthMax) * factor, kind, from: first)
    }
    fallbackWorth += Contest.whole(fallback)
    gainSum += Contest.whole(gains[first...].max() ?? 0)
    keys.append(key)
    ends.append(UInt32(gains.count))
    classes.append(floors == 0 ? 0 : classNumber(floors))
    return keys.count - 1
  }

  /// Makes room for so many customers and options, where the host knows how many will come.
  public mutating func reserve(customers: Int, options: Int) {
    keys.reserveCapacity(customers)
    ends.reserveCapacity(customers)
    classes.reserveCapacity(customers)
    treatments.reserveCapacity(options)
    gains.reserveCapacity(options)
  }

  /// The options of a customer.
  @inline(__always) func options(_ customer: Int) -> Range<Int> {
    (customer == 0 ? 0 : Int(ends[customer - 1]))..<Int(ends[customer])
  }

  /// The floor of a limit that a class belongs to, its position + 1; 0: none.
  func group(_ limit: Int, ofClass number: Int) -> Int {
    let mask = classMasks[number] >> UInt64(firstFloor[limit]) & floorMask(limit)
    return mask == 0 ? 0 : mask.trailingZeroBitCount + 1
  }

  /// The customers whose keys fall on one of so many equal shares: the same ones in whatever order they came.
  func sample(oneIn share: UInt64) -> Contest {
    var sample = self
    sample.keys = []
    sample.ends = []
    sample.classes = []
    sample.treatments = []
    sample.gains = []
    for customer in 0..<count where Contest.mix(keys[customer] ^ 0x5ca1_ab1e) % share == 0 {
      for option in options(customer) {
        sample.treatments.append(treatments[option])
        sample.gains.append(gains[option])
      }
      sample.keys.append(keys[customer])
      sample.ends.append(UInt32(sample.gains.count))
      sample.classes.append(classes[customer])
    }
    return sample
  }

  // MARK: On the way in

  private mutating func keep(_ treatment: Int, _ gain: Double, _ kind: Int32, from first: Int) {
    // Two options that take the same: the first of the better ones is kept.
    for other in first..<gains.count where kindOfTreatment[Int(treatments[other])] == kind {
      if gain > gains[other] {
        gains[other] = gain
        treatments[other] = UInt32(treatment)
      }
      return
    }
    guard gains.count - first < Contest.optionsMax else { return }
    gains.append(gain)
    treatments.append(UInt32(treatment))
  }

  private func canFit(_ kind: Int) -> Bool { kinds[kind].allSatisfy { $0.amount <= limits[$0.limit].room } }

  private func floorMask(_ limit: Int) -> UInt64 {
    let count = limits[limit].floors.count
    return count == 64 ? .max : (1 << UInt64(count)) - 1
  }

  private mutating func classNumber(_ floors: UInt64) -> UInt16 {
    var mask: UInt64 = 0
    for limit in limits.indices {
      let own = floors >> UInt64(firstFloor[limit] & 63) & floorMask(limit)
      if own != 0 { mask |= (own & (~own &+ 1)) << UInt64(firstFloor[limit]) }
    }
    if let number = classOfMask[mask] { return number }
    // More mixtures than can be numbered: the rest belongs to no floor, which breaks no limit.
    guard classMasks.count < Int(UInt16.max) else { return 0 }
    let number = UInt16(classMasks.count)
    classOfMask[mask] = number
    classMasks.append(mask)
    return number
  }

  private static func merged(_ uses: [SlotUse]) -> [SlotUse] {
    var amounts: [Int: Int64] = [:]
    for use in uses { amounts[use.limit, default: 0] += use.amount }
    return amounts.sorted { $0.key < $1.key }.map { SlotUse(limit: $0.key, amount: $0.value) }
  }

  // MARK: Numbers

  /// Customers with equal worths are told apart by their keys alone: every worth of a customer is raised by the same share,
  /// drawn by the key, of at most a millionth.
  static func factor(_ key: UInt64) -> Double { 1 + Double(mix(key ^ 0x9e37_79b9_7f4a_7c15) >> 11) * 0x1p-73 }

  /// Money in whole 2⁻²⁰.
  static func whole(_ money: Double) -> Int128 {
    // Far above any sum of worths, and far below what an Int128 holds.
    Int128((min(max(money, -1e24), 1e24) * 0x1p20).rounded())
  }

  /// Whole 2⁻²⁰ as money.
  static func money(_ whole: Int128) -> Double { Double(whole) * 0x1p-20 }

  /// The finalizer of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
