import Charters
import Expressions
import Hub
import Records
import Testing
import Times

@testable import Web

/// A small charter, and a moment at which everything arrives.
enum TrackingWorld {
  /// 2026-03-01T12:00:00Z, in milliseconds.
  static let arrival: Int64 = 1_772_366_400_000

  static let files = [
    SourceFile(
      path: "charter.yaml",
      text: """
        name: tracked
        currency: EUR
        country: FR
        zone: Europe/Paris
        purposes: { marketing: { kind: marketing }, news_letter: { kind: marketing } }
        issues: { sales: { groups: { cards: {} } } }
        """),
    SourceFile(
      path: "world.yaml",
      text: """
        attributes:
          age: { type: int }
          spent: { type: double }
          vip: { type: bool }
          town: { type: string }
          since: { type: timestamp }
          tags: { type: list(string) }
          first_name: { type: string }
          company_name: { type: string }
          address_city: { type: string }
          group_plan: { type: string }
        events: [page_view, order_completed, signed-up]
        """),
    SourceFile(
      path: "channels.yaml",
      text: """
        email: { kind: email }
        sms: { kind: sms }
        whatsapp: { kind: whatsapp }
        push: { kind: push }
        web: { kind: web }
        """),
    SourceFile(path: "policy.yaml", text: "caps: [ { name: all, max: 1, per: 7d } ]"),
    SourceFile(
      path: "actions/card.yaml",
      text: "{ name: card, group: cards, purpose: marketing, value: 9, propensity: 0.5, channels: [email, sms] }"),
  ]

  /// What its names mean.
  static func names() throws -> TrackingNames { TrackingNames([try CharterLoader.load(files, zones: ZoneDirectory())]) }

  /// What one call tells, a line each, and what of it cannot be used.
  static func told(_ json: String, as call: TrackedCall) throws -> [String] {
    let names = try names()
    return try withJSON(Array(json.utf8)) { root in
      var reading = TrackingReading(root: root, isBatch: false, names: names, arrivalMilliseconds: arrival)
      reading.read(root, as: call)
      return lines(of: reading)
    }
  }

  /// What a batch tells, a line each, and what of it cannot be used.
  static func toldByBatch(_ json: String) throws -> [String] {
    let names = try names()
    return try withJSON(Array(json.utf8)) { root in
      var reading = TrackingReading(root: root, isBatch: true, names: names, arrivalMilliseconds: arrival)
      reading.readBatch(try #require(root["batch"]), bytes: json.utf8.count)
      return lines(of: reading)
    }
  }

  private static func lines(of reading: TrackingReading) -> [String] {
    reading.happenings.map(\.story)
      + reading.unusable.sorted { $0.key.rawValue < $1.key.rawValue }.map { "unusable: \($0.key.rawValue) \($0.value)" }
  }
}

extension Happening {
  /// The happening in one line, so that a table can hold it. The time is told as seconds before the arrival.
  var story: String {
    let who = customer.story + (other.map { "+" + $0.story } ?? "")
    switch kind {
    case .event(let event):
      var text = "\(who) did \(event.name)\(event.isKept ? "" : " (not kept)")"
      let age = Double(TrackingWorld.arrival - event.atMilliseconds) / 1000
      if age != 0 { text += " \(age)s ago" }
      if event.amount != 0 { text += " amount \(event.amount)" }
      if !event.properties.isEmpty { text += " " + String(decoding: event.properties, as: UTF8.self) }
      return text
    case .patch(let patch): return "\(who) is " + patch.story
    case .alias(let other): return "\(who) was \(other.story)"
    default: return "\(who) told something else"
    }
  }
}

extension Identity {
  fileprivate var story: String { (kind == .anonymous ? "visitor " : "") + value }
}

extension CustomerPatch {
  fileprivate var story: String {
    var parts = attributes.map { "\($0.name)=\($0.value.story)" }
    if let country { parts.append("country:\(country)") }
    if let zone { parts.append("zone:\(zone)") }
    if let locale { parts.append("locale:\(locale)") }
    parts += addresses.map { $0.isRemoved ? "no \($0.channel)" : "\($0.channel)→\($0.text ?? "?")" }
    parts += consents.map { consent in
      let proof = String(decoding: consent.proof, as: UTF8.self)
      return "\(consent.isGranted ? "allows" : "refuses") \(consent.purpose) by \(consent.source) \(proof)"
    }
    return parts.isEmpty ? "known" : parts.joined(separator: ", ")
  }
}

extension Value {
  fileprivate var story: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .uint(let number): "\(number)u"
    case .double(let number): "\(number)"
    case .string(let text): "“\(text)”"
    case .timestamp(let stamp): stamp.rfc3339
    case .list(let items): "[" + items.map(\.story).joined(separator: " ") + "]"
    default: "?"
    }
  }
}
