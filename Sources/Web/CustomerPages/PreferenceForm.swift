import Charters
import Decisions
import Hub

/// What a customer may choose, as the charter that decides for them has it.
struct PreferenceForm: Sendable {
  /// A purpose and the channels on which consent to it may be given.
  struct Row: Sendable {
    var purpose: Int
    var channels: [Int]
    var isTracking: Bool
  }

  let message: LinkedMessage
  let words: PageWords
  let rows: [Row]
  private let charter: Charter

  init(_ message: LinkedMessage) {
    self.message = message
    charter = message.charter.charter
    words = PageWords.of(message.profile.locale, otherwise: message.charter.locale)
    let charter = charter
    rows = charter.purposes.indices.compactMap { purpose in
      // A purpose that is also spoken for has the channels on which it is.
      let isTracking =
        purpose == charter.trackingPurpose && !charter.actions.contains { $0.purpose == purpose }
      guard isTracking || charter.purposes[purpose].needsConsent else { return nil }
      let channels = charter.channels.indices.filter { channel in
        guard charter.channels[channel].direction == .outbound else { return false }
        if isTracking { return charter.channels[channel].kind == .email }
        return charter.actions.contains { action in
          action.purpose == purpose && action.treatments.contains { $0.channel == channel }
        }
      }
      return channels.isEmpty ? nil : Row(purpose: purpose, channels: channels, isTracking: isTracking)
    }
  }

  // MARK: Titles

  func title(purpose: Int) -> String {
    title(charter.purposes[purpose].titles, otherwise: charter.purposes[purpose].name)
  }

  func title(channel: Int) -> String {
    title(charter.channels[channel].titles, otherwise: charter.channels[channel].name)
  }

  /// What the message's own purpose and channel are called.
  var own: (purpose: String, channel: String) {
    let purpose = charter.purposes.firstIndex { $0.name == message.purpose }
    let channel = charter.channels.firstIndex { $0.name == message.channel }
    return (
      purpose.map { title(purpose: $0) } ?? message.purpose, channel.map { title(channel: $0) } ?? message.channel
    )
  }

  private func title(_ titles: [String: String], otherwise name: String) -> String {
    titles[words.language] ?? titles["en"] ?? titles.min { $0.key < $1.key }?.value ?? name
  }

  // MARK: The page

  private var marketing: [String] { charter.purposes.filter { $0.kind == .marketing }.map(\.name) }

  private var isObjecting: Bool {
    !marketing.isEmpty && marketing.allSatisfy { message.profile.objections.contains($0) }
  }

  private var channels: [Int] {
    charter.channels.indices.filter { channel in rows.contains { $0.channels.contains(channel) } }
  }

  private func boxName(_ purpose: Int, _ channel: Int) -> String {
    "consent:\(charter.purposes[purpose].name):\(charter.channels[channel].name)"
  }

  private func preferredName(_ channel: Int) -> String { "preferred:\(charter.channels[channel].name)" }

  /// The page, with what stands now.
  func page(announcing news: String? = nil) -> CustomerPage {
    var page = page(news, wording: "")
    page = self.page(news, wording: ConsentProof.digest(of: page.text))
    return page
  }

  private func page(_ news: String?, wording: String) -> CustomerPage {
    var page = CustomerPage(words, title: words.preferencesTitle)
    if let news { page.announce(news) }
    page.say(words.preferencesIntroduction)
    page.form(button: words.save, hidden: [("wording", wording)]) { page in
      for row in rows {
        let legend = row.isTracking ? words.trackingLegend : words.consentLegend
        page.boxes(
          legend(title(purpose: row.purpose)),
          row.channels.map { channel in
            (
              boxName(row.purpose, channel), words.by(title(channel: channel)),
              message.isGranted(purpose: row.purpose, channel: channel)
            )
          })
      }
      page.boxes(
        words.preferredLegend,
        channels.map { channel in
          (
            preferredName(channel), title(channel: channel),
            message.profile.preferredChannels.contains(charter.channels[channel].name)
          )
        })
      if !marketing.isEmpty {
        page.boxes(words.objectionLegend, [("objection", words.objection, isObjecting)])
      }
    }
    return page
  }

  // MARK: What was chosen

  /// What choices change; an empty patch where nothing does.
  func patch(_ chosen: Set<String>, _ proof: ConsentProof) -> CustomerPatch {
    var patch = CustomerPatch()
    for row in rows {
      for channel in row.channels {
        let isGranted = chosen.contains(boxName(row.purpose, channel))
        guard isGranted != message.isGranted(purpose: row.purpose, channel: channel) else { continue }
        let name = charter.channels[channel].name
        let source = name == message.channel ? ConsentSource.preferences : ConsentSource.preferencesElsewhere
        patch.consents.append(
          .init(
            purpose: charter.purposes[row.purpose].name, channel: name, isGranted: isGranted, source: source,
            proof: proof.bytes))
      }
    }
    let others = message.profile.objections.filter { !marketing.contains($0) }
    if chosen.contains("objection") != isObjecting {
      patch.objections = chosen.contains("objection") ? others + marketing : others
    }
    let shown = channels.map { charter.channels[$0].name }
    let preferred = channels.filter { chosen.contains(preferredName($0)) }.map { charter.channels[$0].name }
    let known = message.profile.preferredChannels
    if Set(preferred) != Set(known.filter { shown.contains($0) }) {
      patch.preferredChannels = known.filter { !shown.contains($0) } + preferred
    }
    return patch
  }
}
