import Decisions
import Foundation
import Times

/// The time zones of a machine, read once from its zone database.
public struct ZoneDirectory: Sendable {
  /// Names of the zones where people live, sorted, UTC among them.
  public let names: [String]
  private let zones: [String: Zone]
  /// Zone names by ISO 3166-1 country code, as the database lists them.
  private let zonesOfCountry: [String: [String]]

  /// Where Debian and most others keep the database (package tzdata).
  public static let standardPath = "/usr/share/zoneinfo"

  /// Makes a directory of given zones.
  public init(zones: [Zone], zonesOfCountry: [String: [String]] = [:]) {
    self.zones = Dictionary((zones + [.utc]).map { ($0.name, $0) }) { first, _ in first }
    self.zonesOfCountry = zonesOfCountry
    names = self.zones.keys.sorted()
  }

  /// Reads the zones that `zone.tab` lists; files that cannot be read are left out.
  public init(path: String = ZoneDirectory.standardPath) {
    var zones: [Zone] = []
    var countries: [String: [String]] = [:]
    let table = (try? String(contentsOfFile: path + "/zone.tab", encoding: .utf8)) ?? ""
    for line in table.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      guard columns.count >= 3 else { continue }
      let name = String(columns[2])
      guard let data = try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name)),
        let zone = try? Zone(name: name, tzif: Array(data))
      else { continue }
      zones.append(zone)
      countries[String(columns[0]), default: []].append(name)
    }
    self.init(zones: zones, zonesOfCountry: countries)
  }

  /// A zone by name: one of the database, or a fixed offset such as `UTC+05:30`.
  public func zone(named name: String) -> Zone? { zones[name] ?? (try? Zone(fixed: name)) }

  /// Where customers of a country may live: of zones whose clocks agree from 2020 on, one; none for an unknown country.
  public func plausibleZones(ofCountry country: String) -> [Zone] {
    var kept: [Zone] = []
    for name in zonesOfCountry[country] ?? [] {
      guard let zone = zones[name], !kept.contains(where: { agree($0, zone) }) else { continue }
      kept.append(zone)
    }
    return kept
  }

  /// Where customers of a country may live, by the numbers that a charter gave its zones: of zones whose clocks agree
  /// from 2020 on, one stands for all.
  func plausibleZones(numbers: [String: Int]) -> [String: [Int]] {
    zonesOfCountry.mapValues { names in
      var kept: [Zone] = []
      var places: [Int] = []
      for name in names {
        guard let zone = zones[name], let number = numbers[name] else { continue }
        if kept.contains(where: { agree($0, zone) }) { continue }
        kept.append(zone)
        places.append(number)
      }
      return places
    }
  }

  private func agree(_ a: Zone, _ b: Zone) -> Bool {
    let start = Instant(secondsSince1970: 1_577_836_800)  // 2020-01-01
    func later(_ zone: Zone) -> [Zone.Transition] { zone.transitions.filter { $0.at > start.secondsSince1970 } }
    return a.offsetSeconds(at: start) == b.offsetSeconds(at: start) && later(a) == later(b)
  }
}
