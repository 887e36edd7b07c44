import Foundation

/// The charter of the crash test with a trigger on an event, one on an absence, and a journey whose first stage opens an
/// occasion; nothing keeps any of them from being opened again.
enum AlwaysOnCharter {
  /// How long a silence lasts before it is noticed, in seconds.
  static let silenceSeconds = 1

  /// What opens the occasion that an event leads to; nothing where it leads to none.
  static let sources = ["help": "helped", "seen": "quiet", "cart": "cart/hello"]

  private static let files = [
    "world.yaml": """
    attributes:
      step: { type: int, default: 0 }
    events: [help, seen, cart, purchase]
    """,
    "triggers.yaml": """
    - name: helped
      on: help
    - name: quiet
      absence: { of: purchase, for: \(silenceSeconds)s, since: seen }
    """,
    "journeys/cart.yaml": """
    name: cart
    kind: acquisition
    enter: { on: cart }
    exit: { on: purchase }
    expires_after: 8d
    reenter: always
    stages:
      - name: hello
        occasion: { channels: [email] }
        moves: [ { after: 5d, to: end } ]
    """,
  ]

  /// Writes the charter into a folder.
  static func write(to folder: String) throws {
    try CrashCharter.write(to: folder)
    try FileManager.default.createDirectory(atPath: folder + "/journeys", withIntermediateDirectories: true)
    for (path, text) in files { try text.write(toFile: folder + "/" + path, atomically: true, encoding: .utf8) }
  }
}
