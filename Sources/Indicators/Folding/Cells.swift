/// Numbers for names, in the order in which they come.
struct NameTable: Sendable {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  mutating func number(of name: String) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  subscript(number: Int32) -> String { names[Int(number)] }
}

/// What tells cells apart; −1: not cut by that, or nothing of the sort.
struct CellKey: Hashable, Sendable {
  var isInbound = false
  var channel: Int32 = -1
  var action: Int32 = -1
  var purpose: Int32 = -1
  var nature: Int32 = -1
  var hour: Int32 = -1
  var day: Int32 = -1
  var segments: Int32 = -1
  var customer: Int32 = -1
}

/// Sums by cell: everything that is the same in what indicators are cut by.
struct CellTable: Sendable {
  let dimensions: [IndicatorDimension]
  /// Names of channels, actions, purposes, natures and segments.
  var names = NameTable()
  /// Sets of segments, sorted.
  private(set) var segmentSets: [[Int32]] = [[]]
  private var segmentNumbers: [[Int32]: Int32] = [[]: 0]
  private(set) var keys: [CellKey] = []
  var sums: [CellSums] = []
  private var places: [CellKey: Int32] = [:]

  init(_ dimensions: [IndicatorDimension]) { self.dimensions = dimensions }

  /// Whether draws are kept: not where each customer has cells of their own.
  var hasDraws: Bool { !dimensions.contains(.customer) }

  mutating func place(of key: CellKey) -> Int32 {
    if let place = places[key] { return place }
    let place = Int32(keys.count)
    keys.append(key)
    sums.append(CellSums())
    places[key] = place
    return place
  }

  mutating func number(ofSegments segments: [Int32]) -> Int32 {
    if let number = segmentNumbers[segments] { return number }
    let number = Int32(segmentSets.count)
    segmentSets.append(segments)
    segmentNumbers[segments] = number
    return number
  }

  /// The key of something that a customer of a row did, or was told, at a local moment.
  func key(_ row: CustomerRow, _ customer: Int32, localSeconds: Int64, isInbound: Bool) -> CellKey {
    var key = CellKey(isInbound: isInbound)
    for dimension in dimensions {
      switch dimension {
      case .segment: key.segments = row.segments
      case .customer: key.customer = customer
      case .day: key.day = Int32(clamping: localSeconds.dayFloored)
      case .hour: key.hour = Int32(clamping: (localSeconds - localSeconds.dayFloored * 86_400) / 3600)
      case .channel, .action, .purpose, .nature: break
      }
    }
    return key
  }

  /// The key of a contact.
  mutating func key(_ row: CustomerRow, _ customer: Int32, _ contact: ContactFact) -> CellKey {
    let local = contact.atSeconds + Int64(contact.offsetSeconds)
    var key = key(row, customer, localSeconds: local, isInbound: contact.isInbound)
    for dimension in dimensions {
      switch dimension {
      case .channel: key.channel = names.number(of: contact.channel)
      case .action: key.action = names.number(of: contact.action)
      case .purpose: key.purpose = names.number(of: contact.purpose)
      case .nature: key.nature = names.number(of: "\(contact.nature)")
      case .segment, .customer, .day, .hour: break
      }
    }
    return key
  }
}

extension Int64 {
  /// The day that holds a moment, counted from 1970.
  var dayFloored: Int64 { self >= 0 ? self / 86_400 : -((-self + 86_399) / 86_400) }
}
