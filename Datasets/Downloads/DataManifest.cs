namespace Engine.Datasets.Downloads;

/// <summary>The public data sets: their files, mirrors and digests.</summary>
public static class DataManifest
{
    private const string MnistMirror = "https://ossci-datasets.s3.amazonaws.com/mnist/";

    // Served over plain HTTP only: the digests make that safe.
    private const string FashionMirror = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

    /// <summary>Gets the four files of MNIST (LeCun, Cortes and Burges).</summary>
    public static IReadOnlyList<RemoteFile> Mnist { get; } = Idx(
        MnistMirror,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    /// <summary>Gets the four files of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017).</summary>
    public static IReadOnlyList<RemoteFile> FashionMnist { get; } = Idx(
        FashionMirror,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    /// <summary>Gets the archive of CIFAR-10 (Krizhevsky 2009); its digest is the archive's own.</summary>
    public static IReadOnlyList<RemoteFile> Cifar10 { get; } =
    [
        new(
            "cifar-10-binary.tar.gz",
            new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            IsContentDigest: false),
    ];

    private static RemoteFile[] Idx(string mirror, string trainImages, string trainLabels, string testImages, string testLabels)
    {
        return
        [
            File("train-images-idx3-ubyte.gz", trainImages),
            File("train-labels-idx1-ubyte.gz", trainLabels),
            File("t10k-images-idx3-ubyte.gz", testImages),
            File("t10k-labels-idx1-ubyte.gz", testLabels),
        ];

        RemoteFile File(string name, string digest) => new(name, new Uri(mirror + name), digest);
    }
}
