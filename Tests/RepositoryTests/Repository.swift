import Foundation

/// The repository these tests are compiled from, as text.
enum Repository {
  /// The folder that holds `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Folders that tools make; none of them is kept under version control.
  private static let madeFolders: Set<String> = [".git", ".swiftpm", "mesure-data", "out"]
  private static let madeFiles: Set<String> = ["Package.resolved", "default.profraw", ".DS_Store"]

  /// Every file that is kept, as a path from the root, sorted.
  static let paths: [String] = {
    guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
    var paths: [String] = []
    for case let path as String in walk {
      let name = (path as NSString).lastPathComponent
      if name.hasPrefix(".build") || madeFolders.contains(name) {
        walk.skipDescendants()
      } else if !madeFiles.contains(name), isFile(path) {
        paths.append(path)
      }
    }
    return paths.sorted()
  }()

  /// The files of some folders with some extensions.
  static func paths(in folders: [String], extensions: Set<String>) -> [String] {
    paths.filter { path in
      folders.contains { path.hasPrefix($0 + "/") } && extensions.contains((path as NSString).pathExtension)
    }
  }

  /// The Markdown files.
  static var documents: [TextFile] { paths.filter { $0.hasSuffix(".md") }.compactMap(file) }

  /// A file, or nothing if it is not UTF-8 text.
  static func file(_ path: String) -> TextFile? {
    guard let data = try? Data(contentsOf: root.appendingPathComponent(path)),
      let text = String(data: data, encoding: .utf8)
    else { return nil }
    return TextFile(path: path, text: text)
  }

  /// Whether a path from the root leads to a file or folder.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// The names of the folders in a folder, sorted.
  static func folders(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.filter { exists(folder + "/" + $0) && !isFile(folder + "/" + $0) }.sorted()
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue
  }
}

/// A file and its text.
struct TextFile {
  var path: String
  var text: String

  /// The lines, without their ends; the first has number 1 in findings.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The folder below `Sources` or `Tests`: the room.
  var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}

/// Something in a file that a check does not accept.
struct Finding: Equatable, CustomStringConvertible {
  var path: String
  var line: Int
  var message: String

  var description: String { "\(path):\(line): \(message)" }
}

extension [Finding] {
  /// One line a finding, for the report of a failed test.
  var report: String { map(\.description).joined(separator: "\n") }
}
