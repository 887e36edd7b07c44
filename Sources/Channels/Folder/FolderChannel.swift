import Foundation
import Hub
import Messages

/// Writes each message into a file of its own: for a laptop, for letters that somebody prints, for lists that somebody calls.
///
/// A file is there whole or not at all, and is named by its message, so that one that is written twice is there once.
public struct FolderChannel: MessageChannel {
  /// The channel's name in the charter.
  public let name: String
  private let folder: URL

  /// Makes a channel that writes into a folder, which it makes if need be.
  public init(name: String, path: String) {
    self.name = name
    folder = URL(fileURLWithPath: path, isDirectory: true)
  }

  static func make(_ options: inout ConnectorOptions, _: ConnectorSurroundings) -> (any MessageChannel)? {
    let path = options.requiredText("path")
    return path.isEmpty ? nil : FolderChannel(name: options.channel, path: path)
  }

  /// Writes the message.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    let id = DeliveryID.text(handover.message.decision, choice: handover.message.choice)
    guard let content = handover.content else {
      return .refused(note: "the charter has no content for `\(handover.message.action)`", isAddressDead: false)
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (ending, text) in content.files {
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(id).\(ending)"), options: .atomic)
      }
    } catch {
      return .unavailable(note: "the folder cannot be written to")
    }
    return .accepted(providerID: id)
  }
}

extension RenderedMessage {
  /// The files that a message is written as: their endings, and what they hold.
  var files: [(ending: String, text: String)] {
    switch self {
    case .email(let email): [("html", email.html), ("txt", "Subject: \(email.subject)\n\n\(email.text)")]
    case .sms(let message): [("txt", message.text)]
    case .push(let push): [("json", push.fcmMessage)]
    case .webPush(let push): [("json", push.payload)]
    case .whatsapp(let message): [("json", message.payload)]
    case .letter(let letter):
      [
        (
          "txt",
          (letter.recipient.lines + ["", letter.subject, ""] + letter.paragraphs.map(\.text)).joined(separator: "\n")
        )
      ]
    case .call(let script): [("txt", script.text)]
    case .document(let document), .webhook(let document): [("json", document.json)]
    }
  }
}
