/// A link that each message has of its own, signed by who delivers it; authors write its name where an address goes.
public enum MessageLink: String, CaseIterable, Sendable {
  /// To the page of preferences.
  case preferences = "mesure:preferences"
  /// To the page on which a consent is confirmed.
  case confirmation = "mesure:confirmation"

  /// The link that a template names; nothing when it is an address.
  init?(_ template: TextTemplate) {
    guard template.parts.count == 1, case .text(let text) = template.parts[0] else { return nil }
    self.init(rawValue: text)
  }
}
