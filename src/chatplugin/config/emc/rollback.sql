-- Takes back the latest change that a script of `chatplugin emc sql` made in the configuration of
-- EMC (database ACS). Run it again to take back the change before that one. All or nothing.
-- Written by `chatplugin emc sql --rollback`. SQL Server 2012 or later.
USE <database>;
SET NOCOUNT ON;
SET XACT_ABORT ON;
SET QUOTED_IDENTIFIER ON;

DECLARE @Application nvarchar(200) = <application>;
DECLARE @Section nvarchar(200) = <section>;

BEGIN TRY
    DECLARE @Sentence nvarchar(2000);
    DECLARE @AppID int, @Run int, @Place int, @Found int, @TemplateID int, @Added bit, @Taken int;
    DECLARE @SectionName nvarchar(200), @ConfigName nvarchar(200);
    DECLARE @Was nvarchar(max), @Became nvarchar(max), @Is nvarchar(max);

    -- Was this file read in the encoding that it was written in?
    IF UNICODE(N'Ж') <> 1046
    BEGIN
        SET @Sentence = N'ChatPlugin: this file was read in another encoding than it was '
            + N'written in. Write it with --output. Nothing was changed.';
        THROW 51000, @Sentence, 1;
    END;
    IF OBJECT_ID(N'dbo.ChatPluginUndo', N'U') IS NULL
    BEGIN
        SET @Sentence = N'ChatPlugin: there is no change to take back.';
        THROW 51000, @Sentence, 1;
    END;

    BEGIN TRANSACTION;
    SELECT @AppID = AppID FROM dbo.tblApplication WITH (UPDLOCK, HOLDLOCK)
    WHERE AppName = @Application;
    SET @Run = (
        SELECT MAX(Run) FROM dbo.ChatPluginUndo WHERE AppID = @AppID AND OwnSection = @Section
    );
    IF @Run IS NULL
    BEGIN
        SET @Sentence = N'ChatPlugin: there is no change of the section ''' + @Section
            + N''' in the application ''' + @Application + N''' to take back.';
        THROW 51000, @Sentence, 1;
    END;

    SET @Place = (SELECT MAX(Place) FROM dbo.ChatPluginUndo WHERE Run = @Run);
    WHILE @Place IS NOT NULL
    BEGIN
        SELECT
            @SectionName = SectionName, @ConfigName = ConfigName, @Added = Added, @Was = Was,
            @Became = Became
        FROM dbo.ChatPluginUndo WHERE Run = @Run AND Place = @Place;
        SELECT
            @Found = COUNT(*), @TemplateID = MIN(p.TemplateID),
            @Is = MIN(CAST(p.DefaultValue AS nvarchar(max)))
        FROM dbo.tblTemplatePrimary AS p
        JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
        WHERE p.AppID = @AppID AND s.SectionName = @SectionName AND p.ConfigName = @ConfigName;
        IF @ConfigName IS NOT NULL AND @Found <> 1 AND (@Added = 0 OR @Found > 1)
        BEGIN
            SET @Sentence = N'ChatPlugin: EMC has the key ''' + REPLACE(@ConfigName, N'%', N'%%')
                + N''' of the section ''' + @SectionName + N''' not once any more. Put that right '
                + N'in EMC''s Configuration Manager, then run this again. Nothing was changed.';
            THROW 51000, @Sentence, 1;
        END;
        IF @Found = 1 AND ISNULL(@Is, N'') <> @Became COLLATE Latin1_General_BIN2
            PRINT N'ChatPlugin: ' + @ConfigName + N' was changed since by somebody else, to '
                + ISNULL(@Is, N'');
        IF @Found = 1 AND @Added = 0
        BEGIN
            UPDATE dbo.tblTemplatePrimary
            SET DefaultValue = @Was, Editor = LEFT(CURRENT_USER, 50), EditTime = GETDATE()
            WHERE TemplateID = @TemplateID;
            PRINT N'ChatPlugin: put back ' + @SectionName + N', ' + @ConfigName;
        END;
        IF @Found = 1 AND @Added = 1
        BEGIN
            -- Values of single operators hang on the key, as far as is known.
            SET @Taken = 0;
            IF OBJECT_ID(N'dbo.tblConfigPrimary', N'U') IS NOT NULL
                SET @Taken = (
                    SELECT COUNT(*) FROM dbo.tblConfigPrimary WHERE TemplateID = @TemplateID
                );
            IF @Taken > 0
            BEGIN
                SET @Sentence = N'ChatPlugin: there are operators with a value of their own for '''
                    + REPLACE(@ConfigName, N'%', N'%%') + N'''. Take these values out in EMC''s '
                    + N'Configuration Manager, then run this again. Nothing was changed.';
                THROW 51000, @Sentence, 1;
            END;
            DELETE FROM dbo.tblTemplatePrimary WHERE TemplateID = @TemplateID;
            PRINT N'ChatPlugin: took out ' + @SectionName + N', ' + @ConfigName;
        END;
        -- The section itself goes last, unless somebody has put more into it.
        IF @ConfigName IS NULL AND NOT EXISTS (
            SELECT * FROM dbo.tblTemplatePrimary AS p
            JOIN dbo.tblTemplateSection AS s ON s.SectionID = p.SectionID
            WHERE s.SectionName = @SectionName
        )
        BEGIN
            DELETE FROM dbo.tblTemplateSection WHERE SectionName = @SectionName;
            PRINT N'ChatPlugin: took out the section ' + @SectionName;
        END;
        SET @Place = (
            SELECT MAX(Place) FROM dbo.ChatPluginUndo WHERE Run = @Run AND Place < @Place
        );
    END;

    DELETE FROM dbo.ChatPluginUndo WHERE Run = @Run;
    IF NOT EXISTS (SELECT * FROM dbo.ChatPluginUndo)
        DROP TABLE dbo.ChatPluginUndo;
    COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;
    THROW;
END CATCH;
