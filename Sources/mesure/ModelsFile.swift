import Charters
import Foundation
import Learning

/// Learned models in a file.
enum ModelsFile {
  /// Reads models; a file that holds none ends the program.
  static func read(_ path: String) throws -> LearnedModels {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      Console.error("`\(path)` cannot be read")
      throw Ending.unusable
    }
    do {
      return try LearnedModels(decoding: bytes)
    } catch {
      Console.error("\(path): \(error.message) [\(error.code)]")
      throw Ending.unusable
    }
  }

  /// Writes models: the file appears whole or not at all.
  static func write(_ models: LearnedModels, to path: String) throws {
    do {
      let sink = try Sink(path: path)
      try models.encode().withUnsafeBytes { try sink.write($0) }
      try sink.finish()
    } catch let error as SinkError {
      Console.error(error.message)
      throw Ending.unusable
    }
  }
}
