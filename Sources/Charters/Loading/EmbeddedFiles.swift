import CEmbedded

/// Files that travel inside the program: contact law, holidays, calling codes, the starter charter, the
/// charter of an example bank.
public enum EmbeddedFiles {
  /// The text of a file, by its path, such as `rules/FR.yaml`.
  public static func text(_ path: String) -> String? {
    forEach { name, bytes in name == path ? String(decoding: bytes, as: UTF8.self) : nil }
  }

  /// The paths that begin with a folder, sorted.
  public static func paths(under folder: String) -> [String] {
    var paths: [String] = []
    _ = forEach { name, _ -> String? in
      if name.hasPrefix(folder) { paths.append(name) }
      return nil
    }
    return paths.sorted()
  }

  private static func forEach(_ body: (String, UnsafeBufferPointer<UInt8>) -> String?) -> String? {
    guard var file = embedded_files() else { return nil }
    while let path = file.pointee.path {
      let bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count)
      if let found = body(String(cString: path), bytes) { return found }
      file += 1
    }
    return nil
  }
}
