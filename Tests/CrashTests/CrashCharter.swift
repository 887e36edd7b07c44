import Foundation

/// A charter under which every hour is a good one and nothing limits contact but one cap over all channels, so that a
/// crash that loses a contact, or counts one twice, shows.
enum CrashCharter {
  /// The most contacts of a customer, on all channels together.
  static let contactsMax = 3
  static let channels = ["email", "sms", "push"]

  private static let files = [
    "charter.yaml": """
    name: crash
    currency: EUR
    country: FR
    zone: Europe/Paris
    locale: en
    purposes:
      offers: { kind: marketing }
      news: { kind: marketing }
    issues: { sales: {} }
    """,
    "world.yaml": """
    attributes:
      step: { type: int, default: 0 }
    events: [seen]
    """,
    "channels.yaml": """
    email: { kind: email }
    sms: { kind: sms }
    push: { kind: push }
    """,
    "policy.yaml": """
    caps:
      - { name: everything, max: \(contactsMax), per: 30d }
    """,
    "actions/hello.yaml": """
    - name: hello
      issue: sales
      purpose: offers
      value: 10
      propensity: 0.5
      channels: [email, sms, push]
    """,
  ]

  /// Writes the charter into a folder.
  static func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/actions", withIntermediateDirectories: true)
    for (path, text) in files { try text.write(toFile: folder + "/" + path, atomically: true, encoding: .utf8) }
  }
}
