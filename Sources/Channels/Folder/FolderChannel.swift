import Crypto
import Foundation
import Hub
import Letters
import Messages
import Times

/// Writes each message into a file of its own: for a laptop, for letters that somebody prints, for lists that
/// somebody calls.
///
/// Files lie in batches, one a stretch of time (UTC): `20261129T0000Z/d1f3-0.pdf`, with `manifest.csv` beside them,
/// which has a row for each. A message that has its row is whole; one that has none was cut off and is not to be
/// used. Once its time is over, nothing is added to a batch.
public struct FolderChannel: MessageChannel {
  /// The channel's name in the charter.
  public let name: String
  private let batches: FolderBatches
  private let letters = LetterSetter()

  /// Makes a channel that writes into a folder, which it makes if need be.
  /// - Parameters:
  ///   - batchSeconds: how long a batch is open; batches begin at whole multiples of it since 1970.
  ///   - now: what the time is, for the batches.
  public init(
    name: String, path: String, batchSeconds: Int64 = 86_400,
    now: @escaping @Sendable () -> Instant = { Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)) }
  ) {
    self.name = name
    batches = FolderBatches(
      folder: URL(fileURLWithPath: path, isDirectory: true), batchSeconds: batchSeconds, now: now)
  }

  static func make(_ options: inout ConnectorOptions, _: ConnectorSurroundings) -> (any MessageChannel)? {
    let path = options.requiredText("path")
    let seconds = options.seconds("batch") ?? 86_400
    if seconds < 60 { options.refuse("batch", "a batch is open for 60s at least") }
    return path.isEmpty ? nil : FolderChannel(name: options.channel, path: path, batchSeconds: max(60, seconds))
  }

  /// Writes the message.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    let id = DeliveryID.text(handover.message.decision, choice: handover.message.choice)
    guard let content = handover.content else {
      return .refused(note: "the charter has no content for `\(handover.message.action)`", isAddressDead: false)
    }
    let files: [FolderFile]
    do throws(FolderRefusal) {
      files = try self.files(content, id, handover)
    } catch {
      return .refused(note: error.note, isAddressDead: error.isAddressDead)
    }
    do {
      try batches.add(files, id: id, handover)
    } catch {
      return .unavailable(note: "the folder cannot be written to")
    }
    return .accepted(providerID: id)
  }

  /// The files that a message is written as: the first is the message, others show it another way.
  private func files(
    _ content: RenderedMessage, _ id: String, _ handover: Handover
  ) throws(FolderRefusal) -> [FolderFile] {
    switch content {
    case .email(let email):
      guard let recipient = MailAddress(handover.address) else {
        throw FolderRefusal(note: "the customer's address is none that e-mail can be sent to", isAddressDead: true)
      }
      guard let sender = MailAddress(email.senderAddress) else {
        throw FolderRefusal(note: "the content names no sender", isAddressDead: false)
      }
      let mail = MailMessage(
        id: id, to: recipient, from: sender, content: email, domain: sender.domain, at: handover.at,
        isUnsubscribedByPost: true)
      return [FolderFile("eml", mail.bytes(signer: nil))]
    case .letter(let letter):
      // Read before it is set, so that the mistake is told as what it is.
      if let fault = letter.recipient.faults.first {
        throw FolderRefusal(note: "letter.address: \(fault.message)", isAddressDead: false)
      }
      do throws(LetterError) {
        return [FolderFile("pdf", try letters.pdf(letter))]
      } catch {
        throw FolderRefusal(note: "\(error.code): \(error.message)", isAddressDead: false)
      }
    case .sms(let message): return [FolderFile("txt", message.text)]
    case .push(let push): return [FolderFile("json", push.fcmMessage)]
    case .webPush(let push): return [FolderFile("json", push.payload)]
    case .whatsapp(let message): return [FolderFile("json", message.payload)]
    case .call(let script): return [FolderFile("txt", script.text)]
    case .document(let document), .webhook(let document): return [FolderFile("json", document.json)]
    }
  }
}

/// Why a message cannot be written as a file, now or later.
private struct FolderRefusal: Error {
  var note: String
  var isAddressDead: Bool
}

/// A file of a message.
struct FolderFile {
  /// The ending of its name.
  let ending: String
  let bytes: [UInt8]

  init(_ ending: String, _ bytes: [UInt8]) {
    self.ending = ending
    self.bytes = bytes
  }

  init(_ ending: String, _ text: String) { self.init(ending, Array(text.utf8)) }
}
