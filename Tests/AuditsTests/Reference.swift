import Audits
import Decisions
import Times

/// The audit written a second time, slow and obvious: every figure by going over all sends again.
struct Reference {
  struct Send: Hashable {
    var person: UInt32
    var seconds: UInt32
    var kind: UInt32
  }

  let past: PastSends
  let law: LawBook
  /// Without copies, in the order of person and time.
  let sends: [PastSend]

  init(_ past: PastSends, law: LawBook) {
    self.past = past
    self.law = law
    var merged: [Send: PastSend] = [:]
    for index in 0..<past.count {
      let send = past[index]
      let key = Send(person: send.person, seconds: send.seconds, kind: send.kind)
      if var known = merged[key] {
        known.answers.formUnion(send.answers)
        known.place = min(known.place, send.place)
        merged[key] = known
      } else {
        merged[key] = send
      }
    }
    sends = merged.values.sorted { ($0.person, $0.seconds, $0.kind) < ($1.person, $1.seconds, $1.kind) }
  }

  func nature(_ send: PastSend) -> SendNature { past.purposes[past.kinds[Int(send.kind)].purpose].nature }
  func isMarketing(_ send: PastSend) -> Bool { ![.service, .legal].contains(nature(send)) }
  func service(_ send: PastSend) -> Int { past.kinds[Int(send.kind)].service }
  func channel(_ send: PastSend) -> SendChannel { past.channels[past.kinds[Int(send.kind)].channel] }

  func date(_ send: PastSend, zone: Int? = nil) -> CivilDate {
    past.zones[zone ?? past.places[Int(send.place)].countingZone]
      .date(at: Instant(secondsSince1970: Int64(send.seconds)))
  }

  /// The greatest number of messages, and of points, that each person got in one stretch; sorted.
  func busiest(_ group: SendGroup, _ window: CalendarWindow) -> (counts: [Int], weights: [Int]) {
    let chosen = sends.filter { group == .all || isMarketing($0) }
    let people = Dictionary(grouping: chosen, by: \.person).values
    let stretches = people.map { own in
      Dictionary(grouping: own) { window.firstDay(containing: date($0)) }.values
    }
    return (
      stretches.map { $0.map(\.count).max() ?? 0 }.sorted(),
      stretches.map { $0.map { $0.reduce(0) { $0 + channel($1).weightHundredths } }.max() ?? 0 }.sorted()
    )
  }

  /// Days of people by pair of services.
  func collisions() -> [[Int]: [(person: UInt32, day: Int)]] {
    var found: [[Int]: [(person: UInt32, day: Int)]] = [:]
    for (person, own) in Dictionary(grouping: sends, by: \.person) {
      for (day, that) in Dictionary(grouping: own, by: { date($0) }) {
        let services = Set(that.map(service)).sorted()
        for a in services {
          for b in services where a < b { found[[a, b], default: []].append((person, day.daysSince1970)) }
        }
      }
    }
    return found
  }

  /// The marketing messages that a cap holds back, by looking at all that were kept before each.
  func held(max: Int, windowSeconds: Int) -> [PastSend] {
    var kept: [PastSend] = []
    var held: [PastSend] = []
    for send in sends where isMarketing(send) {
      let within = kept.count {
        $0.person == send.person && Int(send.seconds) - Int($0.seconds) < windowSeconds && $0.seconds <= send.seconds
      }
      if within >= max { held.append(send) } else { kept.append(send) }
    }
    return held
  }

  /// What the law says of each send: nothing, possible, certain.
  func verdicts() -> [Int] { sends.map(verdict) }

  private func verdict(_ send: PastSend) -> Int {
    let places = past.places[Int(send.place)].hypotheses
    let levels = places.map { place in
      law.hours.map { level(send, $0, place) }.max() ?? 0
    }
    return levels.allSatisfy { $0 == 2 } ? 2 : levels.contains { $0 > 0 } ? 1 : 0
  }

  private func level(_ send: PastSend, _ hours: Hours, _ place: PlaceHypothesis) -> Int {
    let jurisdiction = hours.rule.jurisdiction
    guard jurisdiction.country == place.country, let kind = channel(send).kind,
      hours.rule.limits.channelKinds.contains(kind)
    else { return 0 }
    var level = 2
    switch nature(send) {
    case .promotion, .newsletter: if !hours.rule.limits.purposeKinds.contains(.marketing) { return 0 }
    case .service: if !hours.rule.limits.purposeKinds.contains(.service) { return 0 }
    case .legal: if !hours.rule.limits.purposeKinds.contains(.legal) { return 0 }
    case .unknown: level = 1
    }
    if !jurisdiction.regions.isEmpty, !jurisdiction.regions.contains(place.region) {
      if place.region.isEmpty { level = 1 } else { return 0 }
    }
    let zone = past.zones[place.zone]
    let moment = Instant(secondsSince1970: Int64(send.seconds))
    let day = zone.date(at: moment)
    if let from = jurisdiction.from, day < from { return 0 }
    if let until = jurisdiction.until, day >= until { return 0 }
    let clock = Int32(zone.localSeconds(at: moment) - Int64(day.daysSince1970) * 86_400)
    let isOpen = hours.allowed.contains {
      $0.days & (1 << (day.weekday.rawValue - 1)) != 0
        && (send.isDateOnly || ($0.fromSeconds <= clock && clock < $0.toSeconds))
    }
    if !isOpen { return level }
    guard hours.areHolidaysClosed else { return 0 }
    let today = (law.holidays[place.country] ?? []).filter { $0.date == day }
    if today.contains(where: { $0.regions.isEmpty || $0.regions.contains(place.region) }) { return level }
    return !today.isEmpty && place.region.isEmpty ? 1 : 0
  }
}
