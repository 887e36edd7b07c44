import ArgumentParser
import Channels
import Foundation
import Synchronization

/// `mesure mail-sink`: a mail server that keeps everything and delivers nothing.
struct MailSinkVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail-sink",
    abstract: "Keep e-mails instead of delivering them, to try a charter's messages on this machine.",
    discussion: """
      Listens on 127.0.0.1 alone, without TLS, until it is stopped; a connector `smtp` sends to it with \
      `url: smtp://127.0.0.1:PORT/NAME` and `require_tls: false`. With --trouble it behaves as servers do on their \
      worst day: answers are lost, connections end after the text, and it answers 421, 450, 451, 554, garbage or nothing.
      """)

  @Option(help: "The port; 0: any that is free, which it prints.")
  var port = 2525

  @Option(help: "The folder that each e-mail is written into, as Message-ID.eml.")
  var output: String?

  @Option(
    help: "A file that gets a line for each e-mail taken: Message-ID, recipient, address for reports, parted by tabs.")
  var log: String?

  @Option(help: "The share of e-mails that something goes wrong with, from 0 to 1.")
  var trouble = 0.0

  @Option(help: "What repeats the trouble.")
  var seed: UInt64 = 1

  func validate() throws {
    if !(0...65_535).contains(port) { throw ValidationError("`--port` is 0 to 65535") }
    if !(0...1).contains(trouble) { throw ValidationError("`--trouble` is 0 to 1") }
  }

  func run() throws {
    let keeper = try MailKeeper(folder: output, log: log)
    let sink: MailSink
    do {
      sink = try MailSink(port: port, trouble: SinkTrouble(share: trouble, seed: seed)) { try keeper.keep($0) }
    } catch {
      Console.error(error.message)
      throw Ending.unusable
    }
    // At once, so that a script that started it can read it.
    FileHandle.standardOutput.write(Data("mesure: mail sink on 127.0.0.1:\(sink.port)\n".utf8))
    sink.run()
  }
}

/// Writes down what a sink takes.
private final class MailKeeper: Sendable {
  private let folder: URL?
  private let log: Mutex<FileHandle?>

  init(folder: String?, log: String?) throws {
    self.folder = folder.map { URL(fileURLWithPath: $0, isDirectory: true) }
    if let folder = self.folder {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    guard let log else {
      self.log = Mutex(nil)
      return
    }
    if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try handle.seekToEnd()
    self.log = Mutex(handle)
  }

  func keep(_ mail: MailSink.Taken) throws {
    if let folder {
      // Whoever sends names the file; so only what surely is a name counts.
      let name = mail.messageID.unicodeScalars.map { scalar in
        scalar == "-" || scalar == "@" || scalar == "." || scalar.isASCII && scalar.properties.isAlphabetic
          || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
      }
      let safe = name.first == "." || name.isEmpty ? "mail" : String(name.prefix(200))
      try Data(mail.bytes).write(to: folder.appendingPathComponent("\(safe).eml"), options: .atomic)
    }
    let line = [mail.messageID, mail.recipient, mail.sender].map { $0.replacing("\t", with: " ") }.joined(
      separator: "\t")
    try log.withLock { try $0?.write(contentsOf: Data((line + "\n").utf8)) }
  }
}
