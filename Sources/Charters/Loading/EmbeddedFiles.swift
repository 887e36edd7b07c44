import CEmbedded

/// Files that travel inside the program: contact law, holidays, calling codes, the starter charter.
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
    withUnsafePointer(to: embedded_files) { pointer in
      pointer.withMemoryRebound(to: embedded_file.self, capacity: 1) { files in
        var index = 0
        while let path = files[index].path {
          let bytes = UnsafeBufferPointer(start: files[index].bytes, count: files[index].count)
          if let found = body(String(cString: path), bytes) { return found }
          index += 1
        }
        return nil
      }
    }
  }
}
