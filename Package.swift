// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  targets: [
    .target(name: "Times"),
    .target(name: "Expressions", dependencies: ["Times"]),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Records", dependencies: ["CSimdjson"]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
    .testTarget(name: "RecordsTests", dependencies: ["Records"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
