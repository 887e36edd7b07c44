import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Logging

@testable import Web

/// A brand whose messages have links: marketing by e-mail and SMS, openings as a purpose of their own, a newsletter that must
/// be confirmed, and two platforms for audiences, each with a purpose.
struct PagesWorld: Sendable {
  static let links = LinkSigner(base: "https://hello.example", key: [UInt8](repeating: 7, count: LinkSigner.keyBytes))

  static func files(locale: String = "en", title: String = "Offers & news", more: String = "") -> [SourceFile] {
    [
      SourceFile(
        path: "charter.yaml",
        text: """
          name: pages
          currency: EUR
          country: FR
          zone: Europe/Paris
          locale: \(locale)
          tracking: openings
          opening_date: last_open
          purposes:
            offers: { kind: marketing, title: { en: "\(title)", fr: "Offres <b>et</b> nouvelles" } }
            similar: { kind: marketing, soft_opt_in: [purchase] }
            newsletter: { kind: marketing, double_opt_in: true, confirm_within: 2d }
            meta_audience: { kind: marketing }
            google_audience: { kind: marketing }
            openings: { kind: service, consent: true, title: { en: Measurement, fr: Mesure } }
            service: { kind: service }
          issues: { sales: {} }
          \(more)
          """),
      SourceFile(
        path: "world.yaml",
        text: "attributes: { last_open: { type: timestamp } }\nevents: [purchase]\n"),
      SourceFile(
        path: "channels.yaml",
        text: """
          email: { kind: email, title: { en: e-mail, fr: e-mail } }
          sms: { kind: sms, title: { en: text message, fr: SMS } }
          meta: { kind: audience }
          google: { kind: audience }
          """),
      SourceFile(path: "policy.yaml", text: "caps: []\n"),
      SourceFile(
        path: "actions/all.yaml",
        text: """
          - { name: offer, issue: sales, purpose: offers, value: 5, propensity: 0.5, channels: [email, sms] }
          - { name: alike, issue: sales, purpose: similar, value: 5, propensity: 0.5, channels: [email] }
          - { name: letter, issue: sales, purpose: newsletter, value: 5, propensity: 0.5, channels: [email] }
          - { name: on-meta, issue: sales, purpose: meta_audience, value: 5, propensity: 0.5, channels: [meta] }
          - { name: on-google, issue: sales, purpose: google_audience, value: 5, propensity: 0.5, channels: [google] }
          - { name: welcome, issue: sales, purpose: service, value: 5, propensity: 0.5, channels: [email] }
          """),
    ]
  }

  var port: Int
  var hub: Authority
  var clock: ManualClock

  static let ada = Identity(.id, "ada")

  /// Makes somebody known, or changes what is known of them.
  func patch(_ customer: Identity = ada, _ change: (inout CustomerPatch) -> Void) async throws {
    var patch = CustomerPatch()
    change(&patch)
    _ = try await hub.record([Happening(customer: customer, kind: .patch(patch))])
  }

  /// Somebody who may be written to on every channel, with these consents.
  func welcome(
    _ customer: Identity = ada, locale: String = "",
    consents: [CustomerPatch.Consent] = [
      .init(purpose: "offers", isGranted: true, source: "form")
    ]
  ) async throws {
    try await patch(customer) {
      $0.addresses = ["email", "sms", "meta", "google"].map { .init(channel: $0, text: "\(customer.value)@\($0)") }
      $0.consents = consents
      $0.locale = locale
    }
  }

  /// What is decided for somebody, reserved: nothing where nothing may be said.
  func decide(_ action: String, _ channel: String = "email", for customer: Identity = ada) async throws -> Position? {
    let decided = try await hub.decide(
      DecisionRequest(
        customer: customer, occasion: Occasion(kind: .outbound, channels: [channel], actions: [action]),
        mode: .reservation))
    if case .contact = decided.record.answer { return decided.position }
    return nil
  }

  func path(_ purpose: LinkSigner.Purpose, _ decision: Position, choice: Int = 0) -> String {
    String(
      Self.links.url(LinkSigner.Link(purpose, decision: decision, choice: choice)).dropFirst(
        "https://hello.example".count))
  }

  func profile(_ customer: Identity = ada) async throws -> Profile { try await hub.customer(customer).profile }

  /// Calls without a key.
  func call(
    _ method: String, _ path: String, _ body: String? = nil, type: String = "application/x-www-form-urlencoded",
    headers: [(String, String)] = []
  ) async throws -> WireReply {
    let port = port
    let all = headers + (body == nil ? [] : [("Content-Type", type)])
    return try await onThread {
      try WireConnection(port: port).request(method, path, headers: all, body: body.map { Array($0.utf8) })
    }
  }

  /// How many entries the log has.
  func entryCount() async throws -> Int {
    try await hub.entries(after: Position(rawValue: 0), countMax: 10_000).count
  }
}

/// Runs a hub with pages for as long as `body` takes.
func withPages(
  _ files: [SourceFile] = PagesWorld.files(), _ body: @Sendable (PagesWorld) async throws -> Void
) async throws {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let clock = ManualClock(nowMilliseconds: HubServer.start)
  let hub = try await Authority.open(store: MemoryStore(), clock: clock, zones: HubServer.zones, logger: logger)
  _ = try await hub.activate(try await hub.upload(files).version)
  let access = AccessCheck { hub.access(secret: $0) }
  let measures = WebMeasures()
  let resources = HubAPI.resources(
    hub, access: access, clock: clock, measures: measures, links: PagesWorld.links, logger: logger)
  try await withServer(resources, access: access, measures: measures) { port in
    try await body(PagesWorld(port: port, hub: hub, clock: clock))
  }
  try await hub.stop()
}
