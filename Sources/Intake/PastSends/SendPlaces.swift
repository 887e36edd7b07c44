import Audits
import Charters
import Records
import Times

/// Turns country, region, zone and phone into every place where a recipient may be.
struct SendPlaces {
  private(set) var places: [SendPlace]
  private(set) var zones: [Zone]
  private let options: SendOptions
  private var numbers = IdentifierNumbers(key: (0x70_6c61_6365, 0x7365_6e64))
  /// Places by key number; the first is that of rows that say nothing.
  private var placeOf: [Int] = []
  private var zoneNumbers: [String: Int] = [:]
  private var countryZones: [String: [Int]] = [:]

  /// So many, because sends keep them in 16 bits.
  private static let placesMax = 65_535

  init(_ options: SendOptions) {
    self.options = options
    zones = [options.zone]
    places = []
    zoneNumbers[options.zone.name] = 0
    places = [makePlace("", region: "", zone: "", phone: "")]
  }

  /// The number of the place that a row speaks of, and what of it is not understood.
  mutating func number(_ row: some SendRowFields, scratch: inout [UInt8]) -> (number: UInt16, faults: [SendField]) {
    scratch.removeAll(keepingCapacity: true)
    for field in [SendField.country, .region, .zone] {
      row.withField(field) { scratch.append(contentsOf: $0) }
      scratch.append(0)
    }
    row.withField(.phone) { SendPlaces.appendCallingCode(of: $0, to: &scratch) }
    guard scratch.count > 3 else { return (0, []) }
    let key = scratch.withUnsafeBufferPointer { Int(numbers.number($0)) }
    if key < placeOf.count { return (UInt16(placeOf[key]), []) }
    let parts = scratch.split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let (country, region, zone) = (parts[0].trimmed, parts[1].trimmed, parts[2].trimmed)
    if places.count < SendPlaces.placesMax {
      places.append(makePlace(country, region: region, zone: zone, phone: parts[3]))
      placeOf.append(places.count - 1)
    } else {
      placeOf.append(0)
    }
    var faults: [SendField] = []
    if !country.isEmpty, SendWords.country(country).isEmpty { faults.append(.country) }
    if !zone.isEmpty, options.directory.zone(named: zone) == nil { faults.append(.zone) }
    return (UInt16(placeOf[key]), faults)
  }

  private mutating func makePlace(_ country: String, region: String, zone: String, phone: String) -> SendPlace {
    var country = SendWords.country(country)
    let region = SendPlaces.region(region)
    if country.isEmpty { country = String(region.prefix(2)) }
    var countries = country.isEmpty ? CallingCodes.shipped.countries(of: phone) : [country]
    if countries.isEmpty { countries = [options.country] }
    var hypotheses: [PlaceHypothesis] = []
    for country in countries {
      let own = region.hasPrefix(country + "-") ? region : ""
      let zonesHere = options.directory.zone(named: zone).map { [number(of: $0)] } ?? zones(of: country)
      hypotheses += zonesHere.map { PlaceHypothesis(country: country, region: own, zone: $0) }
    }
    let isCertain = Set(hypotheses.map(\.zone)).count == 1
    return SendPlace(hypotheses: hypotheses, countingZone: isCertain ? hypotheses[0].zone : 0)
  }

  private mutating func zones(of country: String) -> [Int] {
    if let known = countryZones[country] { return known }
    let found = options.directory.plausibleZones(ofCountry: country).map { number(of: $0) }
    countryZones[country] = found.isEmpty ? [0] : found
    return found.isEmpty ? [0] : found
  }

  private mutating func number(of zone: Zone) -> Int {
    if let known = zoneNumbers[zone.name] { return known }
    zones.append(zone)
    zoneNumbers[zone.name] = zones.count - 1
    return zones.count - 1
  }

  /// A code such as `FR-75`; empty for other texts.
  private static func region(_ text: String) -> String {
    let upper = text.uppercased()
    let parts = upper.split(separator: "-")
    guard parts.count == 2, parts[0].utf8.count == 2, !SendWords.country(String(parts[0])).isEmpty else { return "" }
    return upper
  }

  /// The sign and the first three digits of a number in international form, which hold its country calling code.
  private static func appendCallingCode(of phone: UnsafeBufferPointer<UInt8>, to scratch: inout [UInt8]) {
    let digits = phone.filter { $0 == UInt8(ascii: "+") || $0 &- 48 <= 9 }.prefix(5)
    var code = digits[...]
    if code.starts(with: [48, 48]) {
      code = [UInt8(ascii: "+")] + code.dropFirst(2)
      code += phone.filter { $0 &- 48 <= 9 }.dropFirst(5).prefix(1)
    }
    if code.first == UInt8(ascii: "+") { scratch.append(contentsOf: code.prefix(4)) }
  }
}

extension String {
  /// Without ASCII white space at both ends.
  fileprivate var trimmed: String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let start = utf8.firstIndex(where: { !isBlank($0) }), let end = utf8.lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
